import type { Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Diagnosis } from '../cause.ts';
import { isAskedRestart } from '../forgetting.ts';
import { measuringPrecision, tolerance } from '../measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes, scaled } from '../probe-problem.ts';
import { withMistake } from './whole-mistake.ts';
import { wholeMistakes } from './whole-mistakes.ts';

/** A published rule that makes the same moves as a subject, as it was meant or with one mistake around it. */
export interface RebuiltRule {
  readonly rule: string;
  readonly mistake?: Diagnosis;
}

/**
 * Finds the built-in optimizer that makes the moves of a subject under schedules of η and λ, sound or with one mistake around it, where
 * the rule is neither linear nor element-wise and nothing smaller rebuilds it.
 *
 * @param hasCommonFactor whether tensors share one factor: then gradients may be clipped by a norm of all of them before
 * @returns `undefined` where none does: most rules are no built-in ones
 */
export function rebuildRule(optimizer: Optimizer, hasCommonFactor = false): RebuiltRule | undefined {
  const trails = [0, 1].map((series) => follow(optimizer, series));
  if (trails.some((trail) => trail === undefined)) return undefined;
  const makesMoves = (candidate: Optimizer): boolean => trails.every((trail) => repeats(candidate, trail!));
  const rules = [...optimizers, ...optimizers.filter(({ contract }) => contract?.weightDecay === 'coupled').map(decoupled)];
  const given = Object.values(optimizer.hyperparameters ?? {});
  const candidates = rules.flatMap((rule) => {
    const chosen = withOptions(rule, given);
    return hasCommonFactor
      ? [...chosen, ...limitsOf(given).flatMap((limit) => chosen.map((each) => clipped(each, limit)))]
      : chosen;
  });
  const sound = candidates.find(makesMoves);
  if (sound !== undefined) return { rule: sound.name };
  for (const rule of candidates) {
    const mistake = wholeMistakes(rule, optimizer.microBatches).find((each) => makesMoves(withMistake(rule, each) as Optimizer));
    if (mistake === undefined) continue;
    if (mistake.clears !== undefined && isAskedRestart(optimizer, 0, mistake.clears)) return { rule: rule.name };
    return { rule: rule.name, mistake: { cause: mistake.cause, sentence: mistake.sentence } };
  }
  return undefined;
}

/** A rule that shrinks weights by ηλ beside its step, where it has the decay in its gradients. */
function decoupled(rule: Optimizer): Optimizer {
  return {
    ...rule,
    contract: { ...rule.contract, weightDecay: 'decoupled' },
    update(given) {
      const share = given.learningRate * given.weightDecay;
      const shrunk = given.parameters.map(({ data }) => data.map((w) => share * w));
      rule.update({ ...given, weightDecay: 0 });
      given.parameters.forEach(({ data }, i) => shrunk[i].forEach((of, j) => (data[j] -= of)));
    },
  };
}

/** Norms at which gradients may be clipped. */
const limitsOf = (given: readonly number[]): readonly number[] => [...new Set([1, ...given.filter((value) => value >= 0.01)])];

/** A rule on gradients that are clipped by a norm of all of them. */
function clipped(rule: Optimizer, limit: number): Optimizer {
  return {
    ...rule,
    update(step) {
      const length = Math.hypot(...step.gradients.map(norm));
      rule.update({ ...step, gradients: length > limit ? scaled(step.gradients, limit / length) : step.gradients });
    },
  };
}

const steps = 40;
const rates: readonly number[] = [1, 0.5, 0.75, 0.25, 2, 0.625, 1.5, 1.25, 0.3, 0.9];
const decays: readonly number[] = [1, 1, 0.75, 0.5, 1.5, 1.25, 2];

/** What a subject did. */
interface Trail {
  readonly start: readonly Tensor[];
  readonly calls: readonly Call[];
  /** Weights after each step. */
  readonly weights: readonly (readonly Tensor[])[];
  /** How far each tensor may be off after each step: a share of the way that it has gone. */
  readonly allowed: readonly (readonly number[])[];
}

interface Call {
  readonly gradients: readonly Tensor[];
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** Fewer steps tell no mistake from another; larger weights are those of a run that diverges, and amplify rounding. */
const [fewest, largest] = [12, 2 ** 20];

/** @returns `undefined` where weights diverge, or steps are lost in them and would pass for those of any rule */
function follow(optimizer: Optimizer, series: number): Trail | undefined {
  const source = stream('inference', 'whole-rules');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, series), 0.5);
  const calls = Array.from({ length: steps }, (_, i): Call => ({
    gradients: normalTensors(probeShapes, precision, source.seek(1 + series, i)),
    learningRate: 2 ** -5 * rates[(i + 3 * series) % rates.length],
    weightDecay: 2 ** -2 * decays[(i + series) % decays.length],
  }));
  const run = new OptimizerRun(optimizer, start);
  const weights: Tensor[][] = [];
  const allowed: number[][] = [];
  const ways = start.map(() => 0);
  for (const { gradients, learningRate, weightDecay } of calls) {
    run.step(gradients, learningRate, weightDecay);
    const before = weights.at(-1) ?? start;
    const now = run.reading()();
    if (!now.every((tensor) => norm(tensor) < largest)) break;
    now.forEach((tensor, i) => (ways[i] += distance(tensor, before[i])));
    weights.push(now);
    allowed.push(ways.map((way) => tolerance(optimizer, 1e-7, 2e-3) * way));
  }
  const tells = weights.length >= fewest && ways.every((way, i) => way > 2 ** -12 * norm(start[i]));
  return tells ? { start, calls: calls.slice(0, weights.length), weights, allowed } : undefined;
}

/** Whether a rule makes the moves of a trail; most fail at the first step. */
function repeats(rule: Optimizer, { start, calls, weights, allowed }: Trail): boolean {
  const run = new OptimizerRun(rule, start);
  return calls.every(({ gradients, learningRate, weightDecay }, step) => {
    run.step(gradients, learningRate, weightDecay);
    return run.parameters.every((tensor, i) => distance(tensor, weights[step][i]) <= allowed[step][i]);
  });
}

/** A rule with each choice of the values that its options can be: their own, or those of the subject that are of their kind. */
function withOptions(rule: Optimizer, given: readonly number[]): Optimizer[] {
  const choices = Object.entries(rule.hyperparameters ?? {}).reduce<readonly Choice[]>(
    (chosen, [name, value]) => chosen.flatMap((choice) => choicesOf(choice, name, value, given)),
    [{ values: {}, used: [] }],
  );
  return choices.map(({ values }) => ({ ...rule, hyperparameters: values }));
}

interface Choice {
  readonly values: Readonly<Record<string, number>>;
  /** Positions of the options of the subject that are taken. */
  readonly used: readonly number[];
}

function choicesOf({ values, used }: Choice, name: string, own: number, given: readonly number[]): Choice[] {
  const fitting = given.flatMap((value, i) =>
    kindOf(value) === kindOf(own) && !used.includes(i) ? [{ values: { ...values, [name]: value }, used: [...used, i] }] : [],
  );
  return fitting.length > 0 ? fitting : [{ values: { ...values, [name]: own }, used }];
}

/** Small constants, coefficients, and thresholds or counts are not tried for one another. */
function kindOf(value: number): number {
  return value < 0.01 ? 0 : value < 1 ? 1 : 2;
}
