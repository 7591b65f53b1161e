// Loess with and without outliers: is there a dip in wages in mid-career, or are there a few very low wages?
import { loess, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('cps71') as { age: number; logwage: number }[];
const columns = { x: 'age', y: 'logwage', span: 'aicc' } as const;
const plain = loess(rows, columns);
const robust = loess(rows, { ...columns, robust: true });

const ages = [38, 44, 50].map((age) => ({ age }));
for (const [name, model] of Object.entries({ plain, robust })) {
  const { fit, lower, upper } = model.confidenceBand(ages);
  const told = ages.map(
    ({ age }, q) =>
      `${fit[q].toFixed(2)} (${lower[q].toFixed(2)} to ${upper[q].toFixed(2)}) at ${age}`,
  );
  console.log(`${name}: log wage ${told.join(', ')}`);
}
const outliers = rows.filter((_, i) => robust.robustnessWeights?.[i] === 0);
console.log(
  `without weight: ${outliers.map(({ age, logwage }) => `${logwage} at ${age}`).join(', ')}`,
);
await savePicture(
  '21-robust-loess',
  plotRegression(
    { model: { robust }, fit: { plain: plain.curve() }, band: true },
    { title: 'Wages of Canadian men in 1971', xLabel: 'age', yLabel: 'log wage' },
  ),
);
