import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Engine } from '../experiments/experiment.ts';
import type { Arm } from '../experiments/arm.ts';
import type { Reading } from '../experiments/reading.ts';
import { contentId } from '../records/content-id.ts';
import { runArms } from '../experiments/run-arms.ts';
import { sampleStandardDeviation } from '../statistics/descriptive.ts';
import type { Claim, Trial } from '../verdicts/claim.ts';
import { certify } from '../verdicts/certify.ts';
import { conditionProblem, isFinite, unitProblem } from '../verdicts/conditions.ts';
import { decide, verdictOf, type Decision } from '../verdicts/decide.ts';
import { boundsOf, runPilot } from '../verdicts/pilot.ts';
import { valuesIn } from '../verdicts/quantity.ts';
import { ledger } from '../verdicts/work.ts';
import { isAboutCode } from './about-code.ts';
import type { Conjecture } from './conjectures/conjecture.ts';
import { sceneOf, type Fixed } from './scene.ts';
import { asBefore } from './space/later-fields.ts';
import type { DecideTask, Effect, Evaluate, ScreenTask, TaskResult } from './task.ts';

/** Replicas from which a test learns where to clip. */
const PILOT = 4;
/** Replicas of a look of which the weights are looked at. */
const LOOKED = 2;
/** Share of diverged replicas by which two histories may differ. */
const DIVERGENCE = 0.15;

/** What tasks are computed with. */
export interface Laboratory {
  readonly conjecture: Conjecture;
  readonly engine: Engine;
  readonly seed: number;
  readonly fixed: Fixed;
}

/** Computes tasks in this thread. A task that cannot be run says why. */
export function evaluateHere(laboratory: Laboratory): Evaluate {
  return async (task) => {
    try {
      return task.kind === 'screen' ? await screen(laboratory, task) : await test(laboratory, task);
    } catch (thrown) {
      // Options that exclude each other, batches that leave no gradient: no setting at all.
      if (thrown instanceof ConfigurationError && !isAboutCode(thrown))
        return { verdict: 'impossible', effects: [], steps: 0, replicas: 0, reason: thrown.message };
      throw thrown;
    }
  };
}

function trialOf({ engine, seed, fixed }: Laboratory, task: ScreenTask | DecideTask): Omit<Trial, 'alpha' | 'replicaLimit'> {
  const { objective, optimizer } = sceneOf(task.setting, fixed);
  return { engine, seed, objective, optimizer };
}

/** Streams are those of a setting in a phase: what is lucky once is not lucky again. */
function streamsOf({ phase, setting }: ScreenTask | DecideTask): string {
  return `${phase}/${contentId('setting', asBefore(setting))}`;
}

async function screen(laboratory: Laboratory, task: ScreenTask): Promise<TaskResult> {
  const { claim, steps } = await laboratory.conjecture.stateOf(laboratory.engine, task.setting, laboratory.fixed);
  const arms = claim.arms(1).map((arm) => ({ ...arm, snapshots: Math.max(1, arm.snapshots ?? 0) }));
  const replicas = { first: 0, count: task.replicas };
  const trial = trialOf(laboratory, task);
  const batch = await runArms(trial, streamsOf(task), arms, claim.metrics, replicas);
  const looked = { verdict: 'screened', steps: steps + batch.replicaSteps, replicas: task.replicas } as const;
  const reason = degeneracy(trial, arms, batch.readings.slice(0, LOOKED));
  if (reason !== undefined) return { ...looked, effects: [], reason };
  const finite = batch.readings.filter((readings) => !readings.some((reading, arm) => diverged(claim, arms[arm], reading)));
  return { ...looked, effects: [divergence(claim, arms, batch.readings), ...effectsOf(claim, finite)] };
}

/** Why replicas are not what a claim is about, if so: what cannot be certified is not worth a test. */
function degeneracy(
  bench: Pick<Trial, 'objective' | 'optimizer' | 'seed'>,
  arms: readonly Arm[],
  replicas: readonly (readonly Reading[])[],
): string | undefined {
  for (const readings of replicas)
    for (const [i, { snapshots }] of readings.entries()) {
      const last = snapshots.at(-1);
      if (last === undefined || !isFinite(last)) continue;
      const problem = unitProblem({ ...bench, objective: arms[i].objective ?? bench.objective }, last);
      if (problem !== undefined) return problem;
    }
  return undefined;
}

function diverged({ metrics }: Claim, { windows }: Arm, reading: Reading): boolean {
  return metrics.some((metric) => windows.some((_, window) => !Number.isFinite(reading.mean(metric, window))));
}

/** How much more often the second history diverges, with the error of a share. */
function divergence(claim: Claim, arms: readonly Arm[], readings: readonly (readonly Reading[])[]): Effect {
  const values = readings.map((each) => {
    const [first, ...others] = each.map((reading, arm) => Number(diverged(claim, arms[arm], reading)));
    return (others[0] ?? 0) - first;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { metric: 'divergence', mean, error: Math.sqrt(Math.max(0, 1 - mean * mean) / values.length), tolerance: DIVERGENCE };
}

function effectsOf({ quantities }: Claim, readings: readonly (readonly Reading[])[]): Effect[] {
  return quantities.flatMap((quantity) => {
    const values = valuesIn(readings, quantity);
    return values.length === 0 ? [] : [effectOf(quantity.name, values, quantity.tolerance)];
  });
}

function effectOf(metric: string, values: readonly number[], tolerance: number): Effect {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = values.length < 2 ? null : sampleStandardDeviation([...values]) / Math.sqrt(values.length);
  return { metric, mean, error, tolerance };
}

async function test(laboratory: Laboratory, task: DecideTask): Promise<TaskResult> {
  const { claim, steps } = await laboratory.conjecture.stateOf(laboratory.engine, task.setting, laboratory.fixed);
  const trial: Trial = { ...trialOf(laboratory, task), alpha: task.alpha, replicaLimit: task.replicaLimit };
  const phase = streamsOf(task);
  const pilot = await runPilot(trial, `${phase}/pilot`, claim, PILOT);
  const bounds = boundsOf([pilot], claim.claims);
  const decision = task.certify
    ? await certify(trial, phase, claim, bounds, ledger())
    : await decide(trial, phase, claim, { alpha: task.alpha, stretch: 1, bounds });
  // What is not certified is worth no more than what is: dead units make anything differ.
  const problem =
    decision.problem ??
    (task.certify || verdictOf(decision) !== 'refuted' ? undefined : await conditionProblem(trial, phase, claim, decision));
  return {
    verdict: verdictOf({ ...decision, ...(problem !== undefined && { problem }) }),
    effects: decidedEffects(decision),
    steps: steps + pilot.steps + decision.steps,
    replicas: decision.replicas,
    quantities: decision.quantities,
    ...(problem !== undefined && { reason: problem }),
  };
}

function decidedEffects({ quantities, values }: Decision): Effect[] {
  return quantities.flatMap(({ metric, tolerance }, i) => {
    const finite = values[i].filter((value) => Number.isFinite(value));
    return finite.length === 0 ? [] : [effectOf(metric, finite, tolerance)];
  });
}
