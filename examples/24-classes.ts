// Where a car is from, by its weight: the chance of each of three parts of the world, and how sure that is.
import { KernelClassifier, plotClasses } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('auto');
const model = new KernelClassifier().fit(rows, { x: 'weight', y: 'origin' });
console.log(model.summary());

const chances = model.predictProbability(2200);
model.classes.forEach((origin, c) => {
  console.log(`a car of 2,200 pounds is ${origin}: ${chances[c]!.toFixed(2)}`);
});
console.log('most likely:', model.predict([2000, 2400, 4000]).join(', '));
await savePicture(
  '24-classes',
  plotClasses(model, { title: 'Where a car is from, by its weight' }),
);
