// The entry point `nadaraya/plot`: results as Vega-Lite specifications.

export * from './errors.js';
export type {
  OneOrNamed,
  PlottedGroups,
  PlottedInterval,
  PlottedModel,
} from './plot/PlottedModel.js';
export { plotAttentionWeights } from './plot/plotAttentionWeights.js';
export type { ClassPlotOptions, ClassRow, PlottedClasses } from './plot/plotClasses.js';
export { plotClasses } from './plot/plotClasses.js';
export type {
  CriterionChoice,
  CriterionModel,
  CriterionPoint,
  CriterionRow,
  CriterionSource,
} from './plot/plotCriterion.js';
export { plotCriterion } from './plot/plotCriterion.js';
export type { DensityPlotOptions, DensityRow, PlottedDensity } from './plot/plotDensity.js';
export { plotDensity } from './plot/plotDensity.js';
export type { LeveragePlotOptions, LeverageRow } from './plot/plotLeverage.js';
export { plotLeverage } from './plot/plotLeverage.js';
export type { LossHistory, LossPlotOptions, LossRecord, LossRow } from './plot/plotLoss.js';
export { plotLoss } from './plot/plotLoss.js';
export type { PanelOptions, VegaLitePanels } from './plot/plotPanels.js';
export { plotPanels } from './plot/plotPanels.js';
export type { QuantileModel, QuantilePlotOptions } from './plot/plotQuantiles.js';
export { plotQuantiles } from './plot/plotQuantiles.js';
export type { RegressionPlotOptions, RegressionRow } from './plot/plotRegression.js';
export { plotRegression } from './plot/plotRegression.js';
export type { ResidualPlotOptions, ResidualRow } from './plot/plotResiduals.js';
export { plotResiduals } from './plot/plotResiduals.js';
export type { SlicePlotOptions } from './plot/plotSlices.js';
export { plotSlices } from './plot/plotSlices.js';
export type {
  Surface,
  SurfacePicture,
  SurfacePlotOptions,
  SurfacePoints,
} from './plot/plotSurface.js';
export { plotSurface } from './plot/plotSurface.js';
export type { Band, Line, Places, RegressionPicture } from './plot/readRegression.js';
export { renderSVG } from './plot/renderSVG.js';
export type {
  PlotOptions,
  Theme,
  VegaLiteCalculation,
  VegaLiteFields,
  VegaLiteFilter,
  VegaLiteLayer,
  VegaLiteMark,
  VegaLiteRows,
  VegaLiteRowsSpec,
  VegaLiteSpec,
  VegaLiteTitle,
  VegaLiteTransform,
} from './plot/VegaLiteSpec.js';
export type * from './types.js';
