import type { Precision, Tensor } from '../arithmetic/tensor.ts';

/**
 * The exponents of the scaling symmetry of an optimizer.
 *
 * Claim: replacing (η, λ, h, w₀) by (c^a η, c^b λ, c^e h, c·w₀) multiplies every iterate by c and so keeps all directions.
 * `learningRate` is a, `weightDecay` is b; every other key names a hyperparameter h of the optimizer and gives its e
 * (a hyperparameter that is not named has exponent 0).
 */
export interface SymmetryExponents {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly [hyperparameter: string]: number;
}

/**
 * - `coupled`: λw is added to the gradient (L2 regularisation);
 * - `decoupled`: w is multiplied by 1 − ηλ beside the update;
 * - `independent`: w is multiplied by 1 − λ, whatever η is;
 * - `none`: λ is not used.
 */
export type WeightDecayKind = 'coupled' | 'decoupled' | 'independent' | 'none';

/** Where the learning rate enters a momentum recursion: outside the buffer (PyTorch) or inside it (Sutskever, TensorFlow). */
export type MomentumConvention = 'rate-outside' | 'rate-inside';

/**
 * Whether decoupled decay acts on the parameters `before` (or beside) the update, or `after` it, shrinking the update too; or is
 * `proximal`: (w − ηu)/(1 + ηλ).
 */
export type DecayOrder = 'before' | 'after' | 'proximal';

/**
 * Where an epsilon stands beside a second moment v, or v̂ where that is corrected for its start at zero:
 *
 * - `outside`: √v̂ + ε;
 * - `inside`: √(v̂ + ε);
 * - `limit`: max(√v̂, ε);
 * - `uncorrected`: √v + ε, with the corrections folded into the rate (ε̂ of Kingma & Ba 2015, section 2; Keras, TensorFlow).
 */
export type EpsilonClaim = 'outside' | 'inside' | 'limit' | 'uncorrected';

/** What a hyperparameter does, whatever it is called. */
export type HyperparameterRole =
  | 'momentum'
  | 'first-moment'
  | 'second-moment'
  | 'epsilon'
  | 'threshold'
  | 'reference-rate'
  | 'initial-value'
  | 'count'
  | 'switch'
  | 'other';

/**
 * Which tensors are left out of the decay: all of fewer than two dimensions, those of these names, or those of which a function of
 * name and shape says so. Probes call their tensors '0', '1', ….
 */
export type DecayExemption = 'vectors' | readonly string[] | ((name: string, shape: readonly number[]) => boolean);

/** What the author of an optimizer claims. A claim that is left out is inferred by measurement. */
export interface Contract {
  readonly symmetry?: SymmetryExponents;
  readonly weightDecay?: WeightDecayKind;
  readonly momentum?: MomentumConvention;
  readonly decayOrder?: DecayOrder;
  /** Tensors that are not decayed. */
  readonly decayExempt?: DecayExemption;
  /** `cautious`: an entry is decayed only where the update beside the decay has its sign, and so shrinks it too. */
  readonly decayMask?: 'cautious';
  /** `start`: the decay leads back to the weights that the run began with (L2-SP), not to zero. */
  readonly decayOrigin?: 'start';
  /** Where every epsilon stands; the exponent of one does not tell ε from ε̂. */
  readonly epsilonPlace?: EpsilonClaim;
  /** Name of the hyperparameter η₀ that the rate of the decay is relative to: λη/η₀ a step. */
  readonly rateReference?: string;
  /** First calls that only fill the state and move nothing by the gradient. */
  readonly warmUp?: number;
  /** One factor is computed from all tensors and multiplies all their steps: clipping by the global norm, D-Adaptation. */
  readonly commonFactor?: boolean;
  /** Steps depend on random numbers that are drawn from a generator in the state. */
  readonly random?: boolean;
  /** What hyperparameters do. */
  readonly roles?: Readonly<Record<string, HyperparameterRole>>;
  /** The number formats in which it computes; default: both. */
  readonly precisions?: readonly Precision[];
  /**
   * Laws that do not apply, each with the reason: `{ 'first-step': 'rescales the first update by design' }`. Of `zero-gradient-decay`
   * the decay is left out, and no more: where gradient and decay are zero, nothing may move.
   */
  readonly exempt?: Readonly<Record<string, string>>;
}

/** What `init` receives. */
export interface InitArguments {
  readonly parameters: readonly Tensor[];
  /** How this run is driven, for an optimizer that offers it; default: by plain calls of `update`. */
  readonly way?: Way;
}

/** One way of driving an optimizer, in words that the program which runs it understands: `{ closure: true }`. */
export type Way = Readonly<Record<string, unknown>>;

/** Something that was seen in a run besides its numbers, and is wrong whatever they are. */
export interface Remark {
  /** Id of a cause. */
  readonly cause: string;
  readonly sentence: string;
  /** Whether it is so however the optimizer is driven. */
  readonly always?: boolean;
}

/** What `update` receives. Parameters and state are changed in place; gradients are read only. */
export interface UpdateArguments<State = unknown> {
  readonly parameters: readonly Tensor[];
  readonly gradients: readonly Tensor[];
  readonly state: State;
  /** η at this step; a schedule may change it from step to step. */
  readonly learningRate: number;
  /** λ at this step. */
  readonly weightDecay: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
  /** Counts calls from 1. */
  readonly step: number;
  /** Only where the optimizer is `selective`: the tensors that this step is about, in the order of the list; default: all of them. */
  readonly listed?: readonly number[];
}

/**
 * An update rule as a plain object. One instance (one `init`) serves one replica; the state is plain data, that is, what
 * `structuredClone` copies, or `copyState` copies it, because laws resume runs from a copy and expect the same bits.
 */
// `any`: a user's state type is private to the pair (init, update), and method bivariance should not make them cast.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface Optimizer<State = any> {
  readonly name: string;
  /** Numbers that a law may vary, with their defaults. */
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly contract?: Contract;
  /** Claims that every coordinate is updated from its own history alone, which lets an engine hand over whole ensembles. */
  readonly elementwise?: boolean;
  /** n: called once a micro-batch, moves the parameters at each n-th call only, as one step on the mean of the n gradients. */
  readonly microBatches?: number;
  /** The only precision in which it computes; default: that of the arrays that it is given. */
  readonly precision?: Precision;
  /** Knows tensors by name, so that a step may be given a list of some of them in `listed`: a tensor off the list has no gradient. */
  readonly selective?: boolean;
  /** Makes a program of itself for each list of shapes, which takes as long as hundreds of steps: laws draw fewer lists. */
  readonly compiles?: boolean;
  /** What a reader of its verdicts should know. */
  readonly notes?: readonly string[];
  /** By name of a drive: the ways in which it can be driven so, or why it cannot. Absent: by plain calls only. */
  readonly drives?: Readonly<Record<string, readonly Way[] | string>>;
  /** What was seen in a run besides its numbers, such as a closure that is called twice. */
  remarks?(state: State): readonly Remark[];
  init(arguments_: InitArguments): State;
  update(arguments_: UpdateArguments<State>): void;
  /** An independent copy of a state that is no plain data, such as one that lives in another process. Default: `structuredClone`. */
  copyState?(state: State): State;
}

/**
 * Types an optimizer and returns it unchanged.
 *
 * @example
 * ```ts
 * const sgd = defineOptimizer({
 *   name: 'my-sgd',
 *   init: () => ({}),
 *   update({ parameters, gradients, learningRate, weightDecay }) {
 *     parameters.forEach(({ data: w }, i) => {
 *       const g = gradients[i].data;
 *       for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] + weightDecay * w[j]);
 *     });
 *   },
 * });
 * expect(sgd.name).toBe('my-sgd');
 * ```
 */
export function defineOptimizer<State>(optimizer: Optimizer<State>): Optimizer<State> {
  return optimizer;
}
