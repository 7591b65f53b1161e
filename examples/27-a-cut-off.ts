// A regression discontinuity: pupils above a cut-off get a course. What it does is the jump between a curve of those
// below and one of those above, both read off at the cut-off.
import { createRandom, kernelRegression, plotRegression } from 'nadaraya';
import { savePicture } from './savePicture.js';

const random = createRandom(1);
const pupils = Array.from({ length: 200 }, () => {
  const score = random.uniform(-1, 1);
  const side = score < 0 ? 'without the course' : 'with the course';
  return {
    score,
    side,
    later: Math.sin(2 * score) + (score < 0 ? 0 : 0.5) + random.normal(0, 0.3),
  };
});
const columns = { x: 'score', y: 'later', by: 'side' } as const;
const model = kernelRegression(pupils, {
  ...columns,
  kernel: 'triangular',
  degree: 1,
  bandwidth: 0.5,
});
const [above, below] = ['with the course', 'without the course'].map((side) =>
  model.models.get(side)!.confidenceBand([0], { method: 'standard' }),
);
const error = Math.hypot(above.standardError[0], below.standardError[0]);
console.log(
  `jump: ${(above.fit[0] - below.fit[0]).toFixed(2)} ± ${(1.96 * error).toFixed(2)}, in truth 0.5`,
);
const title = 'A course for those above the cut-off';
await savePicture(
  '27-a-cut-off',
  plotRegression({ model, band: true }, { title, yLabel: 'outcome' }),
);
