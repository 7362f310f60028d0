import type { DecayOrder, MomentumConvention, SymmetryExponents, WeightDecayKind } from '../optimizers/optimizer.ts';
import type { Bounds } from './bounds.ts';
import type { Diagnosis, Note } from './cause.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import type { Moments } from './moments.ts';
import type { OptionRoles } from './option-roles.ts';
import type { OptionReading } from './options.ts';
import type { RateReading } from './rate-reading.ts';
import type { Regime } from './regime.ts';
import type { SymmetryReading } from './symmetry.ts';
import type { Core } from './core/infer-core.ts';
import type { Use } from './use.ts';
import type { Walk } from './walk.ts';

/** Which function of η and λ governs the directions of the trajectory. */
export type IntrinsicCombination = 'η·λ' | 'η²·λ' | 'η' | 'λ' | 'η,λ' | 'none';

/** Where a claim comes from. */
export type Provenance = 'contract' | 'inferred';

/** A claim with its provenance. */
export interface Claim<Value> {
  readonly value: Value;
  readonly from: Provenance;
}

/** How displacements answer to gradients at λ = 0, measured by impulses; `varying`: linear, but from step to step otherwise. */
export type ResponseFamily =
  'plain' | 'heavy-ball' | 'nesterov' | 'averaged' | 'other-linear' | 'varying' | 'scale-free' | 'nonlinear';

/** What the laws take as claimed of a subject: its contract where it speaks, and measurement where it is silent. */
export interface Profile {
  /** `null`: no exponents keep the directions. */
  readonly symmetry: Claim<SymmetryExponents | null>;
  readonly weightDecay: Claim<WeightDecayKind>;
  readonly decayOrder: Claim<DecayOrder>;
  /** How λ acts, with everything that a design adds to its kind and order. */
  readonly decay: DecayHypothesis;
  /** Conditions under which the symmetry is asked for: the ordinary ones where it is claimed. */
  readonly regime: Regime;
  /** The symmetry as measured, with the conditions under which it holds. */
  readonly measured: SymmetryReading;
  /** First steps that only fill the state. */
  readonly fill: number;
  /** Of how many steps one moves, the first of them after those that fill the state. */
  readonly period: number;
  /** The design by which weights move without gradient and decay, where one does. */
  readonly rest?: Diagnosis;
  readonly bounds: Bounds;
  /** How laws use it, where that is not at every rate and in every number format. */
  readonly use?: Use;
  readonly roles: OptionRoles;
  /** What every hyperparameter does when it is given another value. */
  readonly options: readonly OptionReading[];
  /** When a change of η acts. */
  readonly rate: RateReading;
  /** Whether one factor, computed from all tensors, multiplies all their steps. */
  readonly commonFactor: boolean;
  /** `undefined`: no momentum that the two conventions could tell apart. */
  readonly momentum?: Claim<MomentumConvention>;
  /** Exponents under a scaling of the gradients; measured, given the symmetry. */
  readonly gradientExponents?: SymmetryExponents;
  /** Family of the response to gradients; measured, never claimed. */
  readonly response: ResponseFamily;
  /** μ of the momentum families at the default hyperparameters, as measured; 0 without momentum. */
  readonly momentumCoefficient: number;
  /** The kernel of later gradients, which is another one where the first gradient enters a buffer undamped. */
  readonly laterKernel?: readonly number[];
  /** r₀, r₁, … of linear responses: what an impulse g moves, in units of −ηg, steps later. */
  readonly kernel?: readonly number[];
  /** The element-wise rule with moments that makes the same moves, where one is known. */
  readonly core?: Core;
  /** The rule that it settles to under noise, where that has a closed form. */
  readonly walk?: Walk;
  /** How it remembers gradients, where it is not linear in them and has an equilibrium to ask about. */
  readonly moments?: Moments;
  /** Weights with which the first and every later gradient enter the step, for linear responses: 1, or 1 − dampening, …. */
  readonly gradientWeights?: readonly [number, number];
  readonly intrinsic: IntrinsicCombination;
  readonly inferred: { readonly intrinsic: IntrinsicCombination; readonly symmetry: SymmetryExponents | null };
  /** Conventions that were found, for the reader: legitimate, but worth knowing. */
  readonly notes: readonly Note[];
  /** What measurement found wrong, by the probe that found it; laws choose the one that explains them. */
  readonly findings: Readonly<Record<string, Diagnosis>>;
}
