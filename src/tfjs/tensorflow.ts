/** A tensor of TensorFlow.js, as far as it is used here. The package is optional, so its own types are not imported. */
export interface TfTensor {
  readonly shape: number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  dataSync(): Float32Array | Int32Array | Uint8Array;
  dispose(): void;
}

/** A tensor with a name, whose value optimizers change. */
export interface TfVariable extends TfTensor {
  readonly name: string;
  readonly trainable: boolean;
}

/** An optimizer of TensorFlow.js: an instance of `tf.Optimizer` or of a class derived from it. */
export interface TfOptimizer {
  applyGradients(gradients: { readonly name: string; readonly tensor: TfTensor }[]): void;
  setLearningRate?(learningRate: number): void;
}

/** The part of TensorFlow.js that is used here. */
export interface TensorFlow {
  readonly version_core?: string;
  readonly version?: { readonly tfjs?: string };
  readonly train: Readonly<Record<string, (...values: (number | boolean)[]) => TfOptimizer>>;
  env(): { set(flag: string, value: boolean): void };
  getBackend(): string;
  setBackend(name: string): Promise<boolean>;
  tensor(values: Float32Array | Int32Array | Uint8Array, shape: readonly number[], dtype?: string): TfTensor;
  variable(initial: TfTensor, trainable?: boolean, name?: string): TfVariable;
  tidy<Result>(work: () => Result): Result;
  memory(): { readonly numTensors: number };
}

/** Whether a value is a tensor or a variable: what TensorFlow.js itself goes by. */
export function isTensor(value: unknown): value is TfTensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'shape' in value && 'dtype' in value;
}

/** Whether a tensor is a variable. */
export function isVariable(tensor: TfTensor): tensor is TfVariable {
  return 'trainable' in tensor && 'name' in tensor;
}

/** Whether a value is an optimizer of TensorFlow.js. */
export function isTfOptimizer(value: unknown): value is TfOptimizer {
  return typeof value === 'object' && value !== null && typeof (value as TfOptimizer).applyGradients === 'function';
}
