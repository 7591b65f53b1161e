// How long is the wait? Densities of the eruptions of Old Faithful: two humps, which a rule of thumb blurs, and what they say.
import { createRandom, KernelDensity, plotDensity } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('faithful');
const model = new KernelDensity().fit(rows, { x: 'eruptions' });
console.log(model.summary());
console.log(`shorter than three minutes: ${model.distribution(3).toFixed(3)}`);
const drawn = model.sample(5, createRandom(1));
console.log(`five new ones: ${Array.from(drawn, (minutes) => minutes.toFixed(2)).join(', ')}`);

const blurred = new KernelDensity({ bandwidth: 'nrd0' }).fit(rows, { x: 'eruptions' });
await savePicture(
  '25-density',
  plotDensity({ sj: model, nrd0: blurred }, { title: 'Old Faithful', xLabel: 'minutes' }),
);
const both = new KernelDensity().fit(rows, { x: ['eruptions', 'waiting'] });
await savePicture('25-density-of-two', plotDensity(both));
