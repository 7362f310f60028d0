import type { Persistence } from './counterexample.ts';
import { effectOn, type Examination } from './examination.ts';
import type { Setting } from './setting.ts';
import type { TaskResult } from './task.ts';

/** How many times as much time there is, the share of an effect that has to be left, and the standard errors that it has to be clear of. */
const [LONGER, LEFT, CLEAR] = [4, 0.6, 2.5];

/**
 * Whether an effect is still there after four times the time, and if it is smaller, after sixteen times: what keeps shrinking is slow.
 *
 * @param metric the one that it is told by
 * @param certified the test of the setting itself
 */
export async function persistenceOf(
  setting: Setting,
  metric: string,
  certified: TaskResult,
  exam: Examination,
): Promise<Persistence> {
  const points = [{ horizon: setting.horizon, effect: effectOn(certified, metric) }];
  for (let factor = LONGER; factor <= LONGER * LONGER; factor *= LONGER) {
    const later = { ...setting, horizon: factor * setting.horizon };
    const result = await exam.decide(later, `later/${factor}`);
    const [before, effect] = [points[points.length - 1].effect, effectOn(result, metric)];
    points.push({ horizon: later.horizon, effect });
    if (effect === null || before === null) return { kind: 'slow', points };
    const clear = Math.abs(effect.mean) - CLEAR * (effect.error ?? 0) > effect.tolerance;
    if (!clear) return { kind: 'slow', points };
    if (effect.mean / before.mean >= LEFT) return { kind: 'lasting', points };
  }
  return { kind: 'slow', points };
}
