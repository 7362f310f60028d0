import type { Fixed } from './scene.ts';
import type { Setting } from './setting.ts';
import { replicasFor, stepCost } from './step-cost.ts';
import type { DecideTask, Effect, Evaluate, Task, TaskResult } from './task.ts';

/** Level of tests that shape a counterexample and do not decide about it. */
export const SHAPING = 1e-3;
/** Replicas that one test may use of the plain setting; of what is cheaper it may use more: see `replicasFor`. */
const LIMIT = 64;
/** Those that a test which decides may use. */
export const DECIDING = 128;

/** Tests settings, and counts what it costs. */
export interface Examination {
  decide(
    setting: Setting,
    phase: string,
    options?: Partial<Pick<DecideTask, 'alpha' | 'certify' | 'replicaLimit'>>,
  ): Promise<TaskResult>;
  screen(setting: Setting, phase: string, replicas: number): Promise<TaskResult>;
  /** What a step of a setting takes, in steps of the plain one. */
  stepCost(setting: Setting): number;
  /** Replica-steps so far. */
  readonly steps: number;
  /** What they took, in replica-steps of the plain setting. */
  readonly cost: number;
}

/**
 * @param name of the streams: those of two examinations are different
 * @param fixed what is the same in all settings
 */
export function examination(evaluate: Evaluate, name: string, fixed: Fixed = {}): Examination {
  let [steps, cost] = [0, 0];
  const counted = async (task: Task): Promise<TaskResult> => {
    const finished = await evaluate(task);
    steps += finished.steps;
    cost += finished.steps * stepCost(task.setting, fixed);
    return finished;
  };
  return {
    decide: (setting, phase, { alpha = SHAPING, certify = false, replicaLimit = LIMIT } = {}) =>
      counted({
        kind: 'decide',
        setting,
        phase: `${name}/${phase}`,
        alpha,
        certify,
        replicaLimit: replicasFor(setting, replicaLimit, fixed),
      }),
    screen: (setting, phase, replicas) =>
      counted({ kind: 'screen', setting, phase: `${name}/${phase}`, replicas: replicasFor(setting, replicas, fixed) }),
    stepCost: (setting) => stepCost(setting, fixed),
    get steps() {
      return steps;
    },
    get cost() {
      return cost;
    },
  };
}

/** The effect on a metric, if it was seen. */
export function effectOn({ effects }: TaskResult, metric: string): Effect | null {
  return effects.find((effect) => effect.metric === metric) ?? null;
}

/** Standard errors that the effect which is told has to stand clear of. */
const TOLD = 2.5;

/**
 * The quantity that a result is told by: the clearest in its tolerances among means, of those that are refuted where any is, or what
 * else is refuted where none is clear.
 */
export function mainMetric({ effects, quantities = [] }: TaskResult): string | undefined {
  const size = ({ mean, error, tolerance }: Effect): number => (Math.abs(mean) - TOLD * (error ?? 0)) / tolerance;
  const isLaw = (metric: string): boolean => metric.startsWith('law of ');
  const refuted = (metric: string): boolean => quantities.some((each) => each.metric === metric && each.verdict === 'refuted');
  const clear = effects
    .filter((effect) => !isLaw(effect.metric) && size(effect) > 1)
    .sort((a, b) => Number(refuted(b.metric)) - Number(refuted(a.metric)) || size(b) - size(a));
  return clear[0]?.metric ?? quantities.find(({ verdict }) => verdict === 'refuted')?.metric ?? effects[0]?.metric;
}

/** Hysteresis: an effect counts from this many tolerances on, so that nothing walks onto the edge of what can be seen. */
const CLEAR = 2;

/** Whether a test refutes with an effect that is clear. */
export function refutesClearly({ verdict, quantities = [] }: TaskResult): boolean {
  return (
    verdict === 'refuted' &&
    quantities.some((each) => each.verdict === 'refuted' && Math.abs(each.unclipped) >= CLEAR * each.tolerance)
  );
}
