import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { CauseId, Diagnosis } from '../cause.ts';
import type { DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';

/** A published way to decay that is a convention with something more to it. */
export interface DecayDesign {
  /** Where it was published. */
  readonly source: string;
  /** Plainer designs have lower ranks and are tried first; default: after all that ship with the package. */
  readonly rank?: number;
  /**
   * Hypotheses on a subject that no plain convention explains. Each is reconstructed on fresh gradients and other shapes before it is
   * believed, so that it may be a guess.
   */
  propose(subject: DecayedSubject): Iterable<DesignedDecay>;
}

/** What a design may look at. */
export interface DecayedSubject {
  readonly optimizer: Optimizer;
  /** The convention to start from. */
  readonly base: DecayHypothesis;
  readonly probe: DecayProbe;
  /** Largest error relative to the decay that is rounding. */
  readonly agreement: number;
  /** Whether a hypothesis is true of every step that is looked at. */
  reproduces(hypothesis: DecayHypothesis): boolean;
}

/** A hypothesis with its numbers, and what to say of it. */
export interface DesignedDecay {
  readonly hypothesis: DecayHypothesis;
  readonly cause: CauseId;
  readonly sentence: string;
  readonly value?: number | string;
  /** A mistake does the same, so that nothing is decided. */
  readonly isDoubtful?: true;
  /** What it is where a contract claims plain decay; default: the design itself. */
  readonly otherwise?: Diagnosis;
}
