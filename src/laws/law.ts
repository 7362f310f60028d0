import type { Engine } from '../experiments/experiment.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Blame, CauseId } from '../inference/cause.ts';
import type { Profile } from '../inference/profile.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { QuantityVerdict as MetricVerdict, VerdictValue } from '../verdicts/quantity-verdict.ts';
import type { Work } from '../verdicts/work.ts';

export type { MetricVerdict, VerdictValue, Work };

/** `exact`: no tolerance, or one at the level of rounding, and no statistics. `statistical`: a statement about distributions. */
export type Tier = 'exact' | 'statistical';

/** The triple that a law drew, and whatever else reproduces the experiment: plain data that survives JSON. */
export interface Counterexample {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly initScale: number;
  readonly [detail: string]: unknown;
}

/** How a verdict was reached. */
export type Evidence =
  | {
      readonly kind: 'exact';
      /** Configurations drawn until the verdict. */
      readonly configurations: number;
      /** Times the counterexample was made simpler. */
      readonly shrinks: number;
    }
  | {
      readonly kind: 'e-process';
      /** This law's share of the run's error budget. */
      readonly alpha: number;
      /** The e-value against the law; it refutes at (number of hypotheses)/alpha. */
      readonly eValue: number;
      /** Replicas of each arm that the deciding test used. */
      readonly replicas: number;
      /** Per metric: effect, interval and verdict. */
      readonly metrics: readonly MetricVerdict[];
      /** Configurations drawn while searching. */
      readonly configurations: number;
      readonly shrinks: number;
    };

/** The answer of a law for one subject and objective. */
export interface Verdict {
  readonly law: string;
  /** Name of the objective, or of the synthetic stage that an exact law uses. */
  readonly objective: string;
  readonly verdict: VerdictValue;
  /** Size of the deviation from the law, in the law's own unit (`unit`). */
  readonly effect: number;
  readonly interval: readonly [number, number];
  readonly tolerance: number;
  /** Smallest effect that would have been found; for exact laws the tolerance itself. */
  readonly detectable: number;
  /** What effect, interval and tolerance measure: 'relative error', 'log ratio'. */
  readonly unit: string;
  readonly evidence: Evidence;
  readonly counterexample?: Counterexample;
  /** One sentence that names the likely mistake. */
  readonly diagnosis?: string;
  /** The same as an id of the fixed vocabulary. */
  readonly cause?: CauseId;
  /** Whose doing it is; absent where nothing is refuted. */
  readonly blame?: Blame;
  /** What was seen besides, and is not part of the claim. */
  readonly observations?: readonly string[];
  /** Why a verdict is `undecided`. */
  readonly reason?: string;
  readonly work: Work;
}

/** The optimizer under test with what is claimed of it. */
export interface Subject {
  /** How the user named it; rebuilds the optimizer in another process. `undefined` for an object in memory. */
  readonly reference?: string;
  readonly optimizer: Optimizer;
  /** The contract, completed by measurement. */
  readonly profile: Profile;
}

/** Everything that a law works with. */
export interface LawContext {
  readonly subject: Subject;
  readonly objective: Objective;
  /** Selects every random number together with the law's id. */
  readonly seed: number;
  /** Configurations that an exact law draws. */
  readonly configurations: number;
  /** This law's share of the run's error budget. */
  readonly alpha: number;
  readonly engine: Engine;
  /** Replicas of each arm that a statistical law may use for one test. */
  readonly replicaLimit: number;
  /** Makes the subject anew, where its process has ended. */
  readonly renew?: () => Optimizer | Promise<Optimizer>;
  /** Called with the share of the work done, in [0, 1], and what is being done. */
  readonly progress?: (done: number, activity: string) => void;
}

/** Thrown by a law that finds by measuring that it claims nothing of this subject on this objective: it is skipped with the reason. */
export class OutsideDomain extends Error {
  override readonly name = 'OutsideDomain';
}

/** A claim about how training behaves, and the way to a verdict on it. */
export interface Law {
  readonly id: string;
  readonly tier: Tier;
  /** What is claimed, in one sentence. */
  readonly claim: string;
  readonly formula: string;
  readonly source: string;
  /** Where it is claimed: which optimizers, objectives and hyperparameters. */
  readonly domain: string;
  /** How long a check takes, in calls of the optimizer, against that of other laws; the longest are started first. Default 1. */
  readonly duration?: number;
  /** Whether it asks nothing of the profile, beside how configurations are drawn, unless something deviates: it need not wait for one. */
  readonly ahead?: true;
  /** `true`, or the reason why this law claims nothing of this subject on this objective. */
  applies(subject: Subject, objective: Objective): true | string;
  /** Draws experiments and reaches a verdict. */
  check(context: LawContext): Verdict | Promise<Verdict>;
  /** Evaluates one stored counterexample again. */
  replay(context: LawContext, counterexample: Counterexample): Verdict | Promise<Verdict>;
}
