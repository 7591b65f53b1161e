// The entry point `nadaraya/plot`: results as Vega-Lite specifications.

export * from './errors.js';
export { plotAttentionWeights } from './plot/plotAttentionWeights.js';
export type { CriterionPoint, CriterionRow } from './plot/plotCriterion.js';
export { plotCriterion } from './plot/plotCriterion.js';
export type { LossHistory, LossRecord } from './plot/plotLoss.js';
export { plotLoss } from './plot/plotLoss.js';
export type { Band, Line, RegressionPicture } from './plot/plotRegression.js';
export { plotRegression } from './plot/plotRegression.js';
export type { Surface, SurfacePicture, SurfacePoints } from './plot/plotSurface.js';
export { plotSurface } from './plot/plotSurface.js';
export type {
  PlotOptions,
  VegaLiteRows,
  VegaLiteRowsSpec,
  VegaLiteSpec,
} from './plot/VegaLiteSpec.js';
export type * from './types.js';
