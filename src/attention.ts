// The entry point `nadaraya/attention`: attention pooling, its gradients, networks and their training, on tensors. It
// loads ndarray, which builds code at run time.

export type { Random } from './arrays/createRandom.js';
export { createRandom } from './arrays/createRandom.js';
export type { AttentionOptions, PoolingOptions } from './attention/AttentionOptions.js';
export { attentionPooling } from './attention/attentionPooling.js';
export type { AttentionGradients } from './attention/attentionPoolingBackward.js';
export { attentionPoolingBackward } from './attention/attentionPoolingBackward.js';
export { attentionWeights } from './attention/attentionWeights.js';
export { averagePooling } from './attention/averagePooling.js';
export * from './errors.js';
export type { KernelDefinition, KernelInput, KernelName } from './kernels/createKernel.js';
export { createKernel, kernelNames } from './kernels/createKernel.js';
export type { Kernel } from './kernels/Kernel.js';
export type { Parameterization, ParameterOptions } from './model/learnedParameters.js';
export type { HeadOptions, MultiHeadOptions } from './model/MultiHeadKernelRegression.js';
export { MultiHeadKernelRegression } from './model/MultiHeadKernelRegression.js';
export type { Loss, LossOptions } from './model/mseLoss.js';
export { mseLoss } from './model/mseLoss.js';
export type { NWKernelRegressionOptions } from './model/NWKernelRegression.js';
export { NWKernelRegression } from './model/NWKernelRegression.js';
export type { NetworkState, SavedParameter } from './model/networkState.js';
export { Parameter } from './model/Parameter.js';
export type { ForwardOptions, Trainable } from './model/Trainable.js';
export type { ModelWithJSON, ToNWKernelRegressionOptions } from './model/toNWKernelRegression.js';
export { toNWKernelRegression } from './model/toNWKernelRegression.js';
export type { AdamOptions } from './optim/Adam.js';
export { Adam, AdamW } from './optim/Adam.js';
export type { SavedBest, TrainingCheckpoint } from './optim/checkpoint.js';
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
export type { ShapeInput, Tensor, TensorInput } from './tensor/tensor.js';
export { tensor } from './tensor/tensor.js';
export type * from './types.js';
