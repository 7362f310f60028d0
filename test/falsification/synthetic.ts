import type { Setting } from '../../src/falsification/setting.ts';
import type { Evaluate, TaskResult } from '../../src/falsification/task.ts';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';

/** Standard deviation of one replica, and the tolerance, of the made-up metric. */
const [SPREAD, TOLERANCE] = [0.02, 0.03];

/**
 * Computes tasks of a world whose truth is known: a metric that differs by `effectOf(setting)`, with normal noise, and tests that decide
 * by five standard errors.
 */
export function synthetic(effectOf: (setting: Setting) => number): Evaluate & { readonly asked: string[] } {
  const asked: string[] = [];
  const evaluate = (task: Parameters<Evaluate>[0]): Promise<TaskResult> => {
    const name = `${task.phase}/${JSON.stringify(task.setting)}`;
    asked.push(task.phase);
    const source = stream('synthetic', name);
    const replicas = task.kind === 'screen' ? task.replicas : 24;
    const error = SPREAD / Math.sqrt(replicas);
    const mean = effectOf(task.setting) + error * normal(source);
    const effects = [{ metric: 'loss', mean, error, tolerance: TOLERANCE }];
    const steps = 2 * replicas * 260;
    if (task.kind === 'screen') return Promise.resolve({ verdict: 'screened', effects, steps, replicas });
    const size = Math.abs(mean);
    const verdict = size - 5 * error > TOLERANCE ? 'refuted' : size + 5 * error < 3 * TOLERANCE ? 'holds' : 'undecided';
    const quantity = {
      metric: 'loss',
      verdict,
      effect: mean,
      unclipped: mean,
      tolerance: TOLERANCE,
      replicas,
      eValue: 1,
    } as const;
    const interval = [mean - 5 * error, mean + 5 * error] as const;
    return Promise.resolve({
      verdict,
      effects,
      steps,
      replicas,
      quantities: [{ ...quantity, interval, detectable: 3 * TOLERANCE }],
    });
  };
  return Object.assign(evaluate, { asked });
}
