import type { CauseId } from '../inference/cause.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { DriveProblem } from './problem.ts';

/** Two ways of driving that ought to come to the same, and do not. */
export interface Deviation {
  /** Distance of the parameters, relative to how far they moved. */
  readonly effect: number;
  readonly tolerance: number;
  readonly cause: CauseId;
  /** One sentence that names the mistake. */
  readonly diagnosis: string;
  readonly where?: Readonly<Record<string, unknown>>;
  /** Whether it is so however the optimizer is driven. */
  readonly anyway?: true;
  /** What was done, where that is less than what the drive does, to be read after "when". */
  readonly title?: string;
}

/** A way in which training drives an optimizer, beside plain calls of `update`. */
export interface Drive {
  readonly id: string;
  /** What is done, to be read after "when". */
  readonly title: string;
  /** The capability of the optimizer that it needs; default: the id. `false`: plain calls are enough. */
  readonly capability?: string | false;
  /** Whether what it finds may be that of a number format alone: it is asked after the others. */
  readonly ofFormat?: true;
  /**
   * Drives the optimizer so and compares it with what ought to come to the same.
   *
   * @param ways how this optimizer can be driven so, as its adapter says
   * @returns `undefined` where nothing deviates
   */
  compare(optimizer: Optimizer, problem: DriveProblem, ways: readonly Way[]): Deviation | undefined;
  /** The way, completed for a problem, whose trajectory is compared with that of another optimizer; `undefined`: none is. */
  complete?(way: Way, problem: DriveProblem): Way;
}

/** How an optimizer can be driven so, or the reason why it cannot. */
export function waysOf({ id, capability = id }: Drive, optimizer: Optimizer): readonly Way[] | string {
  if (capability === false) return [{}];
  if (optimizer.drives === undefined) return 'it is driven by calls of update and by nothing else';
  return optimizer.drives[capability] ?? 'its kind of optimizer is not driven so';
}
