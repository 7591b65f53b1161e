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

// Drawn only where observations are near: elsewhere a surface is a guess.
await savePicture(
  '10-prestige',
  plotSurface(model, {
    title: 'Prestige of occupations, local linear fit',
    xLabel: 'income (dollars)',
    yLabel: 'education (years)',
  }),
);
