export type { Random } from './arrays/createRandom.js';
export { createRandom } from './arrays/createRandom.js';
export type { AttentionOptions, PoolingOptions } from './attention/AttentionOptions.js';
export { attentionPooling } from './attention/attentionPooling.js';
export type { AttentionGradients } from './attention/attentionPoolingBackward.js';
export { attentionPoolingBackward } from './attention/attentionPoolingBackward.js';
export { attentionWeights } from './attention/attentionWeights.js';
export { averagePooling } from './attention/averagePooling.js';
export type {
  BandwidthChoice,
  BandwidthChoiceName,
  BandwidthProgress,
  BandwidthTrial,
  IsolatedObservation,
} from './bandwidth/BandwidthChoice.js';
export type { ErrorDetails } from './errors.js';
export {
  KernelRegressionError,
  NotFittedError,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from './errors.js';
export type {
  Column,
  ColumnsOf,
  ModelColumn,
  ModelColumns,
  Named,
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
export type {
  ConfidenceBand,
  Interval,
  IntervalOptions,
  NullTestOptions,
  SimplerCurve,
} from './estimators/inferenceOf.js';
export type { RowsRegressor } from './estimators/KernelRegressor.js';
export { KernelRegressor } from './estimators/KernelRegressor.js';
export type { KernelRegressorOptions } from './estimators/KernelRegressorOptions.js';
export type { KernelRegressionOptions } from './estimators/kernelRegression.js';
export { kernelRegression } from './estimators/kernelRegression.js';
export type { DerivativeOptions, Support } from './estimators/predictAt.js';
export type { FitOptions, QueryInput, RowsOptions } from './estimators/readObservations.js';
export type { KernelRegressorJSON } from './estimators/regressorJSON.js';
export type { ScoreOptions } from './estimators/scoreOn.js';
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
export type { Parameterization, ParameterOptions } from './model/learnedParameters.js';
export type { MultiHeadOptions } from './model/MultiHeadKernelRegression.js';
export { MultiHeadKernelRegression } from './model/MultiHeadKernelRegression.js';
export type { Loss, LossOptions } from './model/mseLoss.js';
export { mseLoss } from './model/mseLoss.js';
export type { NWKernelRegressionOptions } from './model/NWKernelRegression.js';
export { NWKernelRegression } from './model/NWKernelRegression.js';
export { Parameter } from './model/Parameter.js';
export type { ForwardOptions, Trainable } from './model/Trainable.js';
export type { ModelWithJSON, ToNWKernelRegressionOptions } from './model/toNWKernelRegression.js';
export { toNWKernelRegression } from './model/toNWKernelRegression.js';
export type { AdamOptions } from './optim/Adam.js';
export { Adam, AdamW } from './optim/Adam.js';
export type { SavedBest, SavedParameter, TrainingCheckpoint } from './optim/checkpoint.js';
export { clipGradNorm, clipGradValue } from './optim/clipGradients.js';
export type { LBFGSOptions } from './optim/LBFGS.js';
export { LBFGS } from './optim/LBFGS.js';
export type { Optimizer, OptimizerState } from './optim/Optimizer.js';
export type { SGDOptions } from './optim/SGD.js';
export { SGD } from './optim/SGD.js';
export type { StepOptimizer } from './optim/StepOptimizer.js';
export type {
  CosineScheduleOptions,
  ExponentialScheduleOptions,
  LearningRateSchedule,
  StepScheduleOptions,
} from './optim/schedules.js';
export {
  constantSchedule,
  cosineSchedule,
  exponentialSchedule,
  stepSchedule,
} from './optim/schedules.js';
export type { TrainingData, TrainingRecord, TrainOptions } from './optim/TrainOptions.js';
export { train } from './optim/train.js';
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
export { BinnedSample } from './summary/BinnedSample.js';
export type { BinnedSampleJSON } from './summary/binnedSampleJSON.js';
export type { BinnedSampleOptions, DataChunk } from './summary/readChunk.js';
export type { SumsMethodChoice, SumsMethodName } from './sums/kernelSums.js';
export { arange, eye, full, linspace, ones, rand, randn, zeros } from './tensor/create.js';
export { abs, add, divide, exp, multiply, power, sin, subtract } from './tensor/elementwise.js';
export { bmm, matmul } from './tensor/matmul.js';
export type { ReduceOptions } from './tensor/reduce.js';
export { max, mean, softmax, sum } from './tensor/reduce.js';
export type { NestedArray, Sorted, SortOptions } from './tensor/shape.js';
export {
  maskedSelect,
  repeat,
  repeatInterleave,
  reshape,
  sort,
  toNestedArray,
  transpose,
} from './tensor/shape.js';
export type { Tensor, TensorInput } from './tensor/tensor.js';
export { tensor } from './tensor/tensor.js';
export type {
  ArrayInput,
  DataEntry,
  DataInput,
  EmptyWindow,
  IndexedStore,
  MaskInput,
  NdArrayLike,
  NestedBooleans,
  NestedNumbers,
  TimeInput,
  TypedArray,
} from './types.js';
