import type { Arm } from '../experiments/arm.ts';
import type { Reading } from '../experiments/reading.ts';
import type { Bench } from '../experiments/run-arms.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Quantity } from './quantity.ts';
import type { SteadyMetric } from './stationarity.ts';

/** A number that two arms are claimed to have the same distribution of, over replicas. */
export interface Alike {
  readonly name: string;
  /** The number in either arm. */
  values(arms: readonly Reading[]): readonly [number, number];
  /** A shift up to this one is no difference. */
  readonly tolerance: number;
}

/** What is claimed of an experiment: arms to run, and quantities whose means over replicas vanish or do not. */
export interface Claim {
  /** `equal`: every quantity is zero within its tolerance. `different`: every quantity is beyond its detectable size. */
  readonly claims: 'equal' | 'different';
  /** @param stretch windows are to be this many times as long */
  arms(stretch: number): readonly Arm[];
  /** What is recorded. */
  readonly metrics: readonly Metric[];
  readonly quantities: readonly Quantity[];
  /** Metrics that have to be steady in the equilibrium windows. */
  readonly steady: readonly SteadyMetric[];
  /** What is compared as whole distributions. */
  readonly alike: readonly Alike[];
  /** What else the replicas of a decision show: a sentence each. */
  observe?(replicas: readonly (readonly Reading[])[]): readonly string[];
}

/** Where claims are tested, and at what price. */
export interface Trial extends Bench {
  /** Probability of refuting a claim that is true. */
  readonly alpha: number;
  /** Replicas of each arm that one test may use. */
  readonly replicaLimit: number;
  /** Steps of replicas that may be spent on more of them where those do not decide; 0 by default. */
  readonly furtherSteps?: number;
  readonly progress?: (done: number, activity: string) => void;
}
