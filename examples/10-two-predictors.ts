// Prestige of 102 occupations by income and education: a bandwidth for each predictor, a surface as a picture.
import { kernelRegression, plotSurface } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('prestige');
const model = kernelRegression(rows, {
  x: ['income', 'education'],
  y: 'prestige',
  degree: 1,
  bandwidth: 'aicc',
});
const [income, education] = model.bandwidth;
console.log(`bandwidths: ${income.toFixed(0)} dollars, ${education.toFixed(2)} years`);
console.log(`effective degrees of freedom: ${model.effectiveDegreesOfFreedom.toFixed(1)}`);
console.log(`prestige at 8,000 dollars and 12 years: ${model.predict([[8000, 12]])[0].toFixed(1)}`);

// Only where there are neighbours: elsewhere a surface is a guess.
const x1 = Array.from({ length: 48 }, (_, i) => 500 + 310 * i);
const x2 = Array.from({ length: 40 }, (_, j) => 6.25 + 0.25 * j);
const grid = x1.flatMap((a) => x2.map((b) => [a, b]));
const { effectiveSampleSize, extrapolation } = model.support(grid);
const y = model
  .predict(grid)
  .map((value, q) => (extrapolation[q] || effectiveSampleSize[q] < 4 ? Number.NaN : value));
const inside = rows.filter((row) => (row.income as number) < 15300);
const column = (name: string) => inside.map((row) => row[name] as number);
await savePicture(
  '10-prestige',
  plotSurface(
    {
      surface: { x1, x2, y },
      points: { x1: column('income'), x2: column('education'), y: column('prestige') },
    },
    {
      title: 'Prestige of occupations, local linear fit',
      xLabel: 'income (dollars)',
      yLabel: 'education (years)',
      colorLabel: 'prestige',
    },
  ),
);
