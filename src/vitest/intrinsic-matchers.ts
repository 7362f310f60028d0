import type { Law } from '../laws/law.ts';
import type { LawId } from '../laws/law-id.ts';
import type { ReplayOptions } from '../suite/replay-counterexample.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { MatchFingerprintOptions } from './to-match-fingerprint.ts';
import type { SurviveOptions } from './to-survive.ts';
import type { ObeyLawsOptions } from './to-obey-laws.ts';

/** The matchers as `expect` has them; each returns a promise, which a test awaits. */
export interface IntrinsicMatchers {
  /** Every law that is asked and applies holds. */
  toObeyLaws(options?: ObeyLawsOptions): Promise<void>;
  /** This law holds. */
  toSatisfyLaw(law: LawId | Law, options?: Omit<ObeyLawsOptions, 'laws' | 'tier'>): Promise<void>;
  /** The optimizer does what it did when this file was written; `vitest -u` writes it anew. */
  toMatchFingerprint(file: string, options?: MatchFingerprintOptions): Promise<void>;
  /** The optimizer is the same rule as another one, to the bit or up to rounding. */
  toMatchOptimizer(other: Optimizer | string): Promise<void>;
  /** The optimizer passes at a counterexample that was once found, given by its replay token. */
  toWithstand(token: string, options?: ReplayOptions): Promise<void>;
  /** A search of bounded length finds no counterexample to a conjecture inside its claimed domain. */
  toSurvive(conjecture: string, options?: SurviveOptions): Promise<void>;
  /** The model is exactly scale-invariant. */
  toBeScaleInvariant(): Promise<void>;
}
