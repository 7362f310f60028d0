import type { GradientSource } from '../../objectives/model/differentiable-model.ts';
import type { ScaleInvariantGroup } from '../../objectives/objective.ts';

/**
 * How a set of weights is scale-invariant: `exact`, bit for bit at powers of two; `to-rounding`, up to rounding; `nearly`, but for an
 * epsilon in the normaliser.
 */
export type Invariance = 'exact' | 'to-rounding' | 'nearly';

/** A tensor, or several together, whose common scale the loss does not see, or nearly so. */
export interface AnalysedGroup extends ScaleInvariantGroup {
  readonly invariance: Invariance;
  /** Whether the whole is invariant only, or each column (last axis) or row (first axis) on its own. */
  readonly per: 'whole' | 'column' | 'row';
  /** Largest |cos(gradient, weights)| that was seen at the initial scale. */
  readonly cosine: number;
  readonly epsilon?: EpsilonEstimate;
}

/** Size of an epsilon that is added to what a normaliser divides by. */
export interface EpsilonEstimate {
  /** ε over the variance that it is added to, at the initial weights. */
  readonly relative: number;
  /** ε itself, if the inputs of the layer have mean square 1. */
  readonly forUnitInputs: number;
  /** The exponent p of |L(c·w) − L(∞)| ∝ c^(−p), as fitted; 2 for an epsilon. */
  readonly exponent: number;
}

/** What a tensor outside of all groups is. */
export type Role = 'unused' | 'gain' | 'bias' | 'layer' | 'penalised' | 'clipped';

/** A tensor on its own. */
export interface AnalysedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Index of its group; absent outside of groups. */
  readonly group?: number;
  readonly role?: Role;
  /** Relative change of the loss when it alone is multiplied by 2, largest over the points. */
  readonly change: number;
  /** Names of the tensors whose gradient vanishes where this one is 0: it multiplies what they give. */
  readonly multiplies?: readonly string[];
  /** Coefficient a of a penalty a‖w‖² inside the loss. */
  readonly penalty?: number;
  /** Norm between the powers of two around which an absolute threshold starts to act. */
  readonly threshold?: readonly [number, number];
}

/** What was found about the scale-invariance of a model. */
export interface ModelAnalysis {
  readonly name: string;
  readonly gradient: GradientSource;
  readonly noise: 'minibatch' | 'none';
  readonly tensors: readonly AnalysedTensor[];
  readonly groups: readonly AnalysedGroup[];
  /** Everything that keeps the model from being exactly scale-invariant: one sentence each, with numbers. */
  readonly breaks: readonly string[];
  /** What else is worth knowing. */
  readonly notes: readonly string[];
  /** Laws that cannot be expected of an optimizer on this model, with the reason; all others can. */
  readonly unexpected: Readonly<Record<string, string>>;
}
