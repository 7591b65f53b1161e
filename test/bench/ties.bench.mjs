// Are tied observations as cheap as distinct ones? Processor time of a leave-one-out search over
// 100,000 rows with 73 distinct values beside as many distinct values, for kernels and degrees; and of
// few rows that are equal up to rounding.
//   node scripts/runBench.mjs ties [n, 100000] [--limit=30, seconds] [--kernel=part of a name]
import { NEAR_TIES } from './designs.mjs';
import { limitedSearch } from './limitedSearch.mjs';
import { report } from './medianTime.mjs';

const option = (name, otherwise) =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const n = Number(process.argv.slice(2).find((text) => !text.startsWith('--')) ?? 1e5);
const limit = Number(option('limit', 30));
const kernels = ['gaussian', 'epanechnikov', 'tricube', 'uniform'];

const bandwidth = 'loo';

const options = { degree: 2, bandwidth };
const few = await limitedSearch({ design: NEAR_TIES, n: 217, limit, options });
const nearly = 1000 * (few?.seconds ?? Infinity);
report('217 rows of 8 values equal up to rounding, degree 2, ms', nearly, 50, false);

console.log(`\nn = ${n}: 73 distinct values beside distinct ones`);
for (const kernel of kernels.filter((name) => name.includes(option('kernel', ''))))
  for (const degree of [0, 1, 2, 3]) {
    const what = `${kernel}, degree ${degree}`;
    const request = { n, limit, options: { kernel, degree, bandwidth } };
    const tied = await limitedSearch({ ...request, design: '73 distinct values' });
    const distinct = await limitedSearch({ ...request, design: 'uniform' });
    const shown = (found) => (found ? `${found.seconds.toFixed(2)} s` : `> ${limit} s`);
    const times = `${what}: ${shown(tied)} beside ${shown(distinct)}`;
    if (tied && distinct) report(times, tied.seconds / distinct.seconds, 1, false);
    else console.log(times);
  }
