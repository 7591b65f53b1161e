// Prestige of 102 occupations by income and education: a bandwidth for each predictor, a surface as a picture.
import { kernelRegression, plotSurface } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const columns = { x: ['income', 'education'], y: 'prestige' } as const;
const model = kernelRegression(readRows('prestige'), { ...columns, degree: 1, bandwidth: 'aicc' });
const [income, education] = model.bandwidth;
console.log(`bandwidths: ${income.toFixed(0)} dollars, ${education.toFixed(2)} years`);
console.log(`effective degrees of freedom: ${model.effectiveDegreesOfFreedom.toFixed(1)}`);
const someone = { income: 8000, education: 12 };
console.log(`prestige at 8,000 dollars and 12 years: ${model.predict(someone).toFixed(1)}`);
const title = 'Prestige of occupations, where there are some';
await savePicture('10-prestige', plotSurface(model, { title }));
