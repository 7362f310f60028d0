import type { QuantityVerdict, VerdictValue } from '../verdicts/quantity-verdict.ts';
import type { Setting } from './setting.ts';

/** A look at a setting without error control. */
export interface ScreenTask {
  readonly kind: 'screen';
  readonly setting: Setting;
  /** Names the streams. */
  readonly phase: string;
  readonly replicas: number;
}

/** A test of a setting on streams of its own. */
export interface DecideTask {
  readonly kind: 'decide';
  readonly setting: Setting;
  /** Names the streams: no two tests share one. */
  readonly phase: string;
  readonly alpha: number;
  readonly replicaLimit: number;
  /** Whether windows are twice as long, and units and norms are looked at as well. */
  readonly certify: boolean;
}

/** What a campaign asks to be computed: plain data, whose result is a function of it, of the seed and of the conjecture. */
export type Task = ScreenTask | DecideTask;

/** The mean of a quantity over replicas. */
export interface Effect {
  readonly metric: string;
  readonly mean: number;
  /** Its standard error; null of fewer than two replicas. */
  readonly error: number | null;
  readonly tolerance: number;
}

/** The answer to either. */
export interface TaskResult {
  /** `screened` where nothing was tested; `impossible` where the setting cannot be run. */
  readonly verdict: VerdictValue | 'screened' | 'impossible';
  readonly effects: readonly Effect[];
  /** Replica-steps. */
  readonly steps: number;
  readonly replicas: number;
  /** Of a test. */
  readonly quantities?: readonly QuantityVerdict[];
  /** Why nothing is decided, or why the setting is impossible. */
  readonly reason?: string;
}

/** Computes tasks: at once, in other threads, or by looking them up. */
export type Evaluate = (task: Task) => Promise<TaskResult>;

/**
 * The largest effect in tolerances, clear of its noise: what a search climbs. 0 where nothing was seen.
 *
 * @param clear standard errors that an effect has to stand clear of
 */
export function scoreOf({ effects }: TaskResult, clear = 1.5): number {
  return Math.max(
    0,
    ...effects.map(({ mean, error, tolerance }) => (error === null ? 0 : (Math.abs(mean) - clear * error) / tolerance)),
  );
}

/** The largest effect in tolerances that one standard error of noise leaves room for: what is still open. */
export function reachOf({ effects }: TaskResult): number {
  return Math.max(0, ...effects.map(({ mean, error, tolerance }) => (Math.abs(mean) + (error ?? 0)) / tolerance));
}
