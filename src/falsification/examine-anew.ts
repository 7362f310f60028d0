import type { Conjecture } from './conjectures/conjecture.ts';
import { isInside, type Counterexample } from './counterexample.ts';
import { breaches } from './domain.ts';
import { mainMetric, type Examination } from './examination.ts';
import { persistenceOf } from './persistence.ts';
import type { Fixed } from './scene.ts';
import type { TaskResult } from './task.ts';

/** The weakest level at which what a file says is tested, whatever level it says. */
const WEAKEST = 1e-3;

/** The level at which a kept counterexample is tested again. */
export function levelOf({ alpha }: Pick<Counterexample, 'alpha'>): number {
  return Math.min(alpha, WEAKEST);
}

/** What a kept counterexample is now. */
export interface Examined {
  /** What it breaks of the assumptions of its conjecture. */
  readonly breaches: readonly string[];
  /** Whether it counts against its conjecture. */
  readonly inside: boolean;
}

/**
 * Where a refuted setting is, and whether its effect lasts: the conjecture and the experiment are asked, and not the file that it comes
 * from, which can be anybody's.
 *
 * @param result of a test of the setting
 */
export async function examineAnew(
  conjecture: Conjecture,
  fixed: Fixed,
  exam: Examination,
  { setting, slug }: Counterexample,
  result: TaskResult,
): Promise<Examined> {
  const broken = breaches(conjecture, setting, fixed);
  const metric = mainMetric(result);
  if (result.verdict !== 'refuted' || metric === undefined || broken.length > 0) return { breaches: broken, inside: false };
  if (!conjecture.lasting) return { breaches: broken, inside: true };
  const named: Examination = { ...exam, decide: (each, phase, options) => exam.decide(each, `${slug}/${phase}`, options) };
  const persistence = await persistenceOf(setting, metric, result, named);
  return { breaches: broken, inside: isInside({ breaches: broken, persistence }, conjecture.lasting) };
}
