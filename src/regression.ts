// The entry point `nadaraya/regression`: estimators, which take and give plain arrays and never load ndarray.

export type { Random } from './arrays/createRandom.js';
export { createRandom } from './arrays/createRandom.js';
export type {
  AnyChoiceName,
  BandwidthChoice,
  BandwidthChoiceName,
  BandwidthProgress,
  BandwidthTrial,
  ClassCriterionName,
  Degree,
  IsolatedObservation,
} from './bandwidth/BandwidthChoice.js';
export type { DensityBandwidthName } from './density/densityBandwidth.js';
export * from './errors.js';
export type { ClassCurveOptions, ClassPoint, ClassScore } from './estimators/classesAt.js';
export type { KernelClassifierJSON } from './estimators/classifierJSON.js';
export type {
  Column,
  ColumnNames,
  ColumnsOf,
  KindColumn,
  ModelColumn,
  ModelColumns,
  Named,
  NamedArrays,
  ObservedRow,
  PredictorsOf,
  QueryRow,
} from './estimators/columns.js';
export type {
  BandEnds,
  BandPoint,
  CurveOptions,
  CurvePoint,
  CurveRow,
  TimePoint,
  XYPoint,
} from './estimators/curvePoints.js';
export type { KernelDensityJSON, SpelledNumber } from './estimators/densityJSON.js';
export type { DistributionBandwidths, DistributionOptions } from './estimators/distributionOf.js';
export type { SummaryOptions } from './estimators/FittedState.js';
export type {
  ConfidenceBand,
  Interval,
  IntervalOptions,
  NullTestOptions,
  SimplerCurve,
} from './estimators/inferenceOf.js';
export type {
  ClassFitOptions,
  ClassRowsOptions,
  LabelIn,
  LabelInput,
  LabelOf,
} from './estimators/KernelClassifier.js';
export { KernelClassifier } from './estimators/KernelClassifier.js';
export type {
  DensityNames,
  DensityPoint,
  DensityValue,
  PlaceOf,
  PlacesOf,
  RowsDensity,
} from './estimators/KernelDensity.js';
export { KernelDensity } from './estimators/KernelDensity.js';
export type { ColumnBounds, KernelDensityOptions } from './estimators/KernelDensityOptions.js';
export type { RowsRegressor } from './estimators/KernelRegressor.js';
export { KernelRegressor } from './estimators/KernelRegressor.js';
export type {
  KernelClassifierOptions,
  KernelRegressorOptions,
  NeighbourBandwidth,
  RobustOptions,
} from './estimators/KernelRegressorOptions.js';
export type { ByNamed, ByOptions, KernelRegressionOptions } from './estimators/kernelRegression.js';
export { kernelRegression } from './estimators/kernelRegression.js';
export type {
  CategoryKind,
  ColumnKind,
  GeographicKind,
  KindOfColumn,
  Level,
  NumberKind,
  OrderedKind,
  PeriodicKind,
  PredictorOption,
  Unseen,
} from './estimators/kinds.js';
export type { LoessOptions, LowessOptions } from './estimators/loess.js';
export { loess, lowess } from './estimators/loess.js';
export type { DerivativeOptions, Support } from './estimators/predictAt.js';
export type { RegressionByGroupJSON, SkippedGroup } from './estimators/RegressionByGroup.js';
export { RegressionByGroup } from './estimators/RegressionByGroup.js';
export type {
  FitOptions,
  PointRowsOptions,
  PointsOptions,
  QueryInput,
  RowsOptions,
} from './estimators/readObservations.js';
export type {
  KernelRegressorJSON,
  SavedColumn,
  SavedColumns,
  SavedDistribution,
} from './estimators/regressorJSON.js';
export type { ScoreOptions } from './estimators/scoreOn.js';
export type {
  HeldValue,
  SliceBandPoint,
  SliceEntry,
  SlicePoint,
} from './estimators/slicePoints.js';
export type {
  NetworkOfBandwidths,
  ToKernelRegressorOptions,
} from './estimators/toKernelRegressor.js';
export { toKernelRegressor } from './estimators/toKernelRegressor.js';
export type { BandMethod, BandOptions } from './inference/curveBand.js';
export type { NullCurve, NullTest } from './inference/nullTest.js';
export type { VarianceName } from './inference/SmootherResiduals.js';
export type { KernelDefinition, KernelInput, KernelName } from './kernels/createKernel.js';
export { createKernel, kernelNames } from './kernels/createKernel.js';
export type { Kernel } from './kernels/Kernel.js';
export type { CategoryKernelName } from './kernels/Predictor.js';
export { BinnedSample } from './summary/BinnedSample.js';
export { BinnedSample2D } from './summary/BinnedSample2D.js';
export type {
  BinnedCellJSON,
  BinnedSample2DJSON,
  BinnedSampleJSON,
} from './summary/binnedSampleJSON.js';
export type { BinnedSample2DOptions, BinnedSampleOptions, DataChunk } from './summary/readChunk.js';
export type { RowsOf, SummaryRow } from './summary/readRows.js';
export { type SummarizeOptions, type SummaryWorker, summarize } from './summary/summarize.js';
export type { SumsMethodChoice, SumsMethodName } from './sums/kernelSums.js';
export type * from './types.js';
