import type { Engine } from '../../experiments/experiment.ts';
import type { Claim } from '../../verdicts/claim.ts';
import type { Fixed, Scene } from '../scene.ts';
import type { Setting } from '../setting.ts';
import type { Field } from '../space/field.ts';

/** One of the assumptions under which a conjecture is claimed. */
export interface Hypothesis {
  readonly name: string;
  /** The fields whose plain values fulfil it. */
  readonly fields: readonly string[];
  /** How a setting breaks it, as a sentence without a full stop; `undefined` where it does not. */
  breach(setting: Setting, scene: Scene): string | undefined;
}

/** A claim of a setting, and what was run to state it. */
export interface StatedClaim {
  readonly claim: Claim;
  /** Replica-steps. */
  readonly steps: number;
}

/** A claim about histories that should not matter. */
export interface Conjecture {
  readonly id: string;
  /** What is claimed, in one sentence. */
  readonly claim: string;
  readonly source: string;
  /** Whether only what lasts refutes it: an effect that shrinks as the horizon grows is slow, and says nothing against an equilibrium. */
  readonly lasting: boolean;
  /** What a setting may choose. */
  readonly fields: readonly Field[];
  readonly hypotheses: readonly Hypothesis[];
  /**
   * The level at which the claim puts a metric of the second run, or of the end of a single one, where that of the first is `first`; for
   * figures only. Left out: the same.
   */
  levelOf?(metric: string, first: number, setting: Setting, fixed: Fixed): number;
  /** What is claimed of a setting. */
  stateOf(engine: Engine, setting: Setting, fixed: Fixed): Promise<StatedClaim>;
}

/**
 * Types a conjecture of one's own and returns it unchanged.
 *
 * @example
 * ```ts
 * const mine = defineConjecture({
 *   id: 'starts-do-not-matter',
 *   claim: 'Where training starts makes no difference in the end.',
 *   source: 'folklore',
 *   lasting: true,
 *   fields: commonFields,
 *   hypotheses: usualHypotheses,
 *   stateOf: stateEquality,
 * });
 * expect(mine.id).toBe('starts-do-not-matter');
 * ```
 */
export function defineConjecture(conjecture: Conjecture): Conjecture {
  return conjecture;
}
