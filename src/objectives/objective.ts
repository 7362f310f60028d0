import type { ScaleInvariantGroup } from '../arithmetic/scale-invariant-group.ts';
import type { FloatArray, Precision, Tensor } from '../arithmetic/tensor.ts';
import type { Stream } from '../random/stream.ts';
import type { Computation } from './computation.ts';

export type { ScaleInvariantGroup };

/** A named parameter tensor of an objective. */
export interface ParameterSpecification {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * A loss with a stochastic gradient, and what is known about its invariances. It is a plain description: `instantiate` makes
 * the object with scratch memory that one replica at a time computes with.
 */
export interface Objective {
  /** Reference that rebuilds exactly this objective, options included: `digits-mlp?normaliser=layer`. */
  readonly reference: string;
  /** Name used in reports: `digits-mlp-layernorm`. */
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ParameterSpecification[];
  /** The scale-invariant groups. Parameters in no group are trained but not scale-invariant. */
  readonly groups: readonly ScaleInvariantGroup[];
  /** The epsilon inside the normaliser; 0 means that invariance is exact. */
  readonly normaliserEpsilon: number;
  /** Where randomness of the gradient comes from; `none`: the gradient is a function of the parameters. */
  readonly noise: 'minibatch' | 'injected' | 'none';
  /**
   * Names of what `evaluate` reports, besides the loss that `gradient` returns. An empty list is allowed.
   */
  readonly metrics: readonly string[];
  /** Laws that cannot be expected of any optimizer here, each with the reason. */
  readonly exempt?: Readonly<Record<string, string>>;
  instantiate(precision: Precision): ObjectiveInstance;
}

/** An objective with its scratch memory; not reentrant. */
export interface ObjectiveInstance {
  /** Fills `parameters` with a draw of the standard initialisation (the caller multiplies by its own init scale). */
  initialise(parameters: readonly Tensor[], stream: Stream): void;
  /**
   * Writes the stochastic gradient at `parameters` into `gradients` and returns the loss of the same (mini-batch) sample.
   * All randomness comes from `stream`, which the caller has moved to this replica and step. Parameters are not changed.
   */
  gradient(parameters: readonly Tensor[], gradients: readonly Tensor[], stream: Stream): number;
  /**
   * Evaluates the named metrics on the full data, in the order of `Objective.metrics`. Deterministic.
   *
   * @param only the one that is asked for, by name: the others may be left NaN
   */
  evaluate(parameters: readonly Tensor[], only?: string): number[];
  /** Predicted class of each test input, where the objective classifies. Deterministic. */
  predict?(parameters: readonly Tensor[]): Uint8Array;
  /** `evaluate` and `predict` from the logits of all rows of `computation.inputs`, row-major, for engines that compute these. */
  fromLogits?(logits: FloatArray): { evaluate(only?: string): number[]; predict(): Uint8Array };
  /** What `gradient` computes, for engines that compile it; left out where only `gradient` itself knows. */
  readonly computation?: Computation;
}

/** A family of objectives, with its options and their defaults; a string, number or boolean each. */
export interface ObjectiveFamily<
  Options extends Record<string, string | number | boolean> = Record<string, string | number | boolean>,
> {
  readonly name: string;
  readonly description: string;
  readonly options: Readonly<Options>;
  /** What each option sets and which values are legal. */
  readonly optionDescriptions: Readonly<Record<keyof Options & string, string>>;
  /** Builds the member with these options; those left out take their defaults. Throws `ConfigurationError` on a bad value. */
  create(options?: Partial<Options>): Objective;
}
