// A circle and a category: drivers killed or seriously injured in Great Britain by month, before and since February 1983,
// when belts became compulsory. December lies next to January, and each curve takes a little from the other.
import { kernelRegression, plotSlices } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('seatbelts').filter(({ year }) => Number(year) >= 1979);
const month = { column: 'month', kind: 'periodic', period: 12 } as const;
const belts = { column: 'belts', kind: 'category' } as const;
const model = kernelRegression(rows, { x: [month, belts], y: 'drivers' });
console.log(String(model));

const at = { month: 'all', belts: ['voluntary', 'compulsory'] } as const;
for (const row of model.slice(at, { points: [4, 12], band: true })) {
  const [drivers, lower, upper] = [row.drivers, row.lower, row.upper].map((each) => each.toFixed());
  console.log(`month ${row.month}, belts ${row.belts}: ${drivers} (${lower} to ${upper})`);
}
const { pValue } = model.testAgainst({ without: 'belts' });
console.log(`belts do not matter: p = ${pValue}`);
const title = ['Drivers killed or seriously injured', 'Great Britain, 1979 to 1984'];
await savePicture(
  '23-seat-belts',
  plotSlices(model, at, { title, xLabel: 'month (0 and 12: December)' }),
);
