import type { GradientSource } from '../../objectives/model/differentiable-model.ts';
import type { EpsilonPlace } from './epsilon-fit.ts';
import type { Partition } from './partition.ts';
import type { ScaleInvariantGroup } from '../../objectives/objective.ts';

/**
 * How a set of weights is scale-invariant: `exact`, bit for bit at powers of two; `to-rounding`, up to rounding; `nearly`, but for an
 * epsilon in the normaliser.
 */
export type Invariance = 'exact' | 'to-rounding' | 'nearly';

/** A tensor, or several together, whose common scale the loss does not see, or nearly so. */
export interface AnalysedGroup extends ScaleInvariantGroup {
  readonly invariance: Invariance;
  /**
   * What is invariant on its own: the whole only; each column (last axis) or row (first axis); each block of `block` neighbouring ones
   * (heads, groups) or of every so-manieth one; each index of `axes`.
   */
  readonly per: 'whole' | Partition['kind'];
  /** Columns or rows in a block. */
  readonly block?: number;
  /** Axes whose indices tell the parts apart; absent for the whole. */
  readonly axes?: readonly number[];
  /** The parts in words, `each block of 4 columns`; absent for the whole. */
  readonly parts?: string;
  /** Largest |cos(gradient, weights)| that was seen at the initial scale. */
  readonly cosine: number;
  readonly epsilon?: EpsilonEstimate;
}

/** Size of an epsilon that is added to what a normaliser divides by. */
export interface EpsilonEstimate {
  /** √(σ² + ε), or σ + ε. */
  readonly place: EpsilonPlace;
  /** ε over the variance σ² that it is added to, at the initial weights; outside the root over σ. */
  readonly relative: number;
  /** ε itself, if the inputs of the layer have mean square 1. */
  readonly forUnitInputs: number;
  /** Where what follows the normaliser leaves `forUnitInputs` vague: between these, as most ways to ask for it say. */
  readonly between?: readonly [low: number, high: number];
  /** The exponent p of |L(c·w) − L(∞)| ∝ c^(−p), as fitted; 2 for an epsilon inside the root, 1 outside of it. */
  readonly exponent: number;
  /** Whether an epsilon explains all of it; otherwise it may be another part of the input that does not grow with the weights. */
  readonly explains: boolean;
}

/** What a tensor outside of all groups is; `flat`: the loss depends on it in jumps only. */
export type Role = 'unused' | 'flat' | 'gain' | 'bias' | 'layer' | 'homogeneous' | 'penalised' | 'clipped';

/** How a gain is stored: as itself, as γ of 1 + γ, as what is divided by, or as its logarithm. */
export type GainForm = 'gain' | 'one-plus' | 'reciprocal' | 'exponential';

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
  /** How a gain is stored. */
  readonly form?: GainForm;
  /** k, where L(c·w) = c^k·A + B. */
  readonly degree?: number;
  /** Coefficient a of a penalty a‖w‖² inside the loss. */
  readonly penalty?: number;
  /** The parts that the penalty is on, where it is not on the whole tensor. */
  readonly penalisedParts?: PenalisedParts;
  /** Norm between the powers of two around which an absolute threshold starts to act. */
  readonly threshold?: readonly [number, number];
  /** The epsilon that acts besides, where a penalty keeps the tensor out of a group. */
  readonly epsilon?: EpsilonEstimate;
  /** Of each of several blocks of columns, `true` where it is scale-invariant although the whole is not. */
  readonly invariantParts?: { readonly block: number; readonly invariant: readonly boolean[] };
  /** Parts that do not train: dead units, or outputs that nothing reads. */
  readonly silentParts?: SilentParts;
}

/** Columns (last axis) or rows (first axis) of a tensor. */
export interface PenalisedParts {
  readonly kind: 'column' | 'row';
  readonly indices: readonly number[];
}

/** Columns (last axis) or rows (first axis) of a tensor that got no gradient from any of so many batches. */
export interface SilentParts {
  readonly kind: 'column' | 'row';
  readonly indices: readonly number[];
  readonly batches: number;
}

/** Tensors whose scales compensate: the loss is kept when each is multiplied by c to its power. */
export interface AnalysedBalance {
  readonly names: readonly string[];
  readonly powers: readonly number[];
}

/** What was found about the scale-invariance of a model. */
export interface ModelAnalysis {
  readonly name: string;
  readonly gradient: GradientSource;
  readonly noise: 'minibatch' | 'none';
  readonly tensors: readonly AnalysedTensor[];
  readonly groups: readonly AnalysedGroup[];
  readonly balances: readonly AnalysedBalance[];
  /** Everything that keeps the model from being exactly scale-invariant: one sentence each, with numbers. */
  readonly breaks: readonly string[];
  /** What else is worth knowing. */
  readonly notes: readonly string[];
  /** Laws that cannot be expected of an optimizer on this model, with the reason; all others can. */
  readonly unexpected: Readonly<Record<string, string>>;
}
