import { copy, zeros, type Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Diagnosis } from '../cause.ts';
import { hasMasters } from '../compensated.ts';
import { probeSteps, type DecayEffect } from '../decay-effects.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { distance, identical, norm, normalTensors, plus, probeShapes, scaled } from '../probe-problem.ts';
import { tensorsOf } from './nominal.ts';

/**
 * Decay that is missing altogether, on a tensor, at some steps, or on some coordinates.
 *
 * @param rounding of weights of size one
 */
export function missingDecay(
  optimizer: Optimizer,
  effects: readonly DecayEffect[],
  rounding: number,
  fill: number,
): Diagnosis | undefined {
  const isNegligible = (x: number): boolean => Math.abs(x) <= rounding;
  const isDead = ({ actual }: DecayEffect): boolean => actual.every(isNegligible);
  if (effects.every(isDead))
    return { cause: 'decay-dead', sentence: 'weight decay is not applied: λ is accepted and has no effect' };
  if (isCoarse(effects, isNegligible) && hasMasters(optimizer)) {
    const sentence = 'the weights that are seen are rounded, and what λ does to the masters in the state is not seen';
    return { cause: 'unexplained', sentence };
  }
  if (isCoarse(effects, isNegligible)) {
    return {
      cause: 'decay-rounded-away',
      sentence:
        'the decay is rounded to a coarse number format such as bfloat16: where ηλ is below half a unit of its last place no decay is left',
    };
  }
  const undecayed = tensorsOf(effects).filter((tensor) => effects.filter((effect) => effect.tensor === tensor).every(isDead));
  if (undecayed.length > 0) {
    return {
      cause: 'decay-skips-tensor',
      sentence: `tensor ${undecayed.join(', ')} (shape ${undecayed.map((i) => `[${probeShapes[i]}]`).join(', ')}) is not decayed`,
    };
  }
  const steps = [...new Set(effects.map(({ step }) => step))];
  const idle = steps.filter((step) => effects.filter((effect) => effect.step === step).every(isDead));
  if (steps.length - idle.length === 1 && !idle.includes(steps[0])) return firstDecay(optimizer, fill);
  if (idle.length > 0) {
    // What leads back to where weights are has nothing to do there.
    if (idle.every((step) => actsElsewhere(optimizer, step)) || isAnchored(effects, idle, isNegligible)) return undefined;
    if (isChosenBySign(optimizer)) {
      const sentence = `the decay is skipped at some steps (step ${idle.join(', ')} of ${probeSteps}), at which it is not with the opposite gradient: it may be chosen by where gradients lead`;
      return { cause: 'unexplained', sentence };
    }
    return {
      cause: idle.length === steps.length - 1 ? 'decay-first-step-only' : 'decay-skips-steps',
      sentence: `the decay is skipped at some steps (step ${idle.join(', ')} of ${probeSteps})`,
    };
  }
  const partial = effects.find(({ actual, nominal }) =>
    actual.some((x, j) => isNegligible(x) && Math.abs(nominal[j]) > Math.max(1e-9, 100 * rounding)),
  );
  if (partial === undefined) return undefined;
  const [spared, all] = [partial.actual.filter(isNegligible).length, partial.actual.length];
  const { tensor } = partial;
  return spared === all
    ? { cause: 'decay-skips-tensor', sentence: `tensor ${tensor} (shape [${probeShapes[tensor]}]) is not decayed` }
    : {
        cause: 'decay-skips-entries',
        sentence: `${2 * spared === all ? 'half' : 'some'} of the coordinates (${spared} of ${all} entries of tensor ${tensor}) are not decayed`,
      };
}

/**
 * Whether λ acts beside each gradient or beside its opposite, at some steps beside one of them alone, and otherwise where weights lie on the other side of
 * zero or of the start: as where a decay is chosen by whether gradients lead away from where a run began (Tian et al. 2024, selective
 * projection decay). What counts steps leaves out both, and what asks gradients alone is the same on either side.
 */
function isChosenBySign(optimizer: Optimizer): boolean {
  const source = stream('inference', 'decay');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  const actsBeside = (g: readonly Tensor[], sign: number, origin?: number): boolean => {
    const [decayed, free] = [0.2, 0].map((weightDecay) => {
      const fork = run.fork();
      if (origin !== undefined)
        for (const [i, { data }] of fork.parameters.entries())
          for (let j = 0; j < data.length; j++) data[j] = 2 * origin * start[i].data[j] - data[j];
      fork.step(scaled(g, sign), 0.1, weightDecay);
      return fork.parameters;
    });
    return !identical(decayed, free);
  };
  const sides = (g: readonly Tensor[], origin?: number): number[] => [1, -1].filter((sign) => actsBeside(g, sign, origin));
  let chosen = 0;
  const turned = [0, 0];
  for (let step = 1; step <= probeSteps; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    const acting = sides(g);
    if (acting.length === 0) return false;
    if (acting.length === 1) {
      chosen++;
      for (const origin of [0, 1]) if (String(sides(g, origin)) !== String(acting)) turned[origin]++;
    }
    run.step(g, 0.1, 0.2);
  }
  return chosen > few && turned.some((count) => count > few);
}

/** Steps at which what is chosen may be so by chance. */
const few = 2;

/** Whether λ acts at a step on weights that were moved just before it. */
function actsElsewhere(optimizer: Optimizer, at: number): boolean {
  const source = stream('inference', 'decay');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  for (let step = 1; step < at; step++) run.step(gradients(step), 0.1, 0.2);
  for (const { data } of run.parameters) for (let j = 0; j < data.length; j++) data[j] *= 1.5;
  const free = run.fork();
  run.step(gradients(at), 0.1, 0.2);
  free.step(gradients(at), 0.1, 0);
  return !identical(run.parameters, free.parameters);
}

/**
 * Whether λ leads each entry back, at every step, to where it was at the last step at which λ did nothing: to an anchor that is set anew now and
 * then, or once. What is left of a decay that is skipped leads to zero, which is on the other side as often.
 */
function isAnchored(effects: readonly DecayEffect[], idle: readonly number[], isNegligible: (x: number) => boolean): boolean {
  return effects.every(({ step, tensor, actual, before }) => {
    const set = idle.findLast((each) => each <= step);
    const anchor = effects.find((other) => other.tensor === tensor && other.step === set)?.before;
    return anchor !== undefined && actual.every((x, j) => isNegligible(x) || x * (before[j] - anchor[j]) < 0);
  });
}

/**
 * What becomes of λ where only that of the first step is read: it is kept for ever, it acts once, or it acts a step late.
 *
 * @param fill first steps that only fill the state
 */
function firstDecay(optimizer: Optimizer, fill: number): Diagnosis {
  const follow = (decays: (step: number) => number): Tensor[][] => {
    const precision = measuringPrecision(optimizer);
    const nothing = probeShapes.map((shape) => zeros(shape, precision));
    const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, stream('inference', 'decay').seek(0, 0)));
    return Array.from({ length: fill + 5 }, (_, i) => {
      run.step(nothing, 0.1, decays(i + 1));
      return run.parameters.map(copy);
    }).slice(fill);
  };
  const [kept, first, stopped] = [
    follow(() => 0.2),
    follow((step) => (step <= fill + 1 ? 0.2 : 0)),
    follow((step) => (step <= fill + 3 ? 0.2 : 0)),
  ];
  const last = kept.length - 1;
  const laterWeights = (size: number): Tensor[] => {
    const precision = measuringPrecision(optimizer);
    const nothing = probeShapes.map((shape) => zeros(shape, precision));
    const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, stream('inference', 'decay').seek(0, 0)));
    for (let step = 1; step <= fill + 4; step++) run.step(nothing, 0.1, 0.2);
    for (const { data } of run.parameters) for (let j = 0; j < data.length; j++) data[j] *= size;
    const before = run.parameters.map(copy);
    run.step(nothing, 0.1, 0.2);
    return plus(run.parameters, -1, before);
  };
  // Without a gradient whatever moves is the decay.
  if (!identical(kept[last], first[last]) && !identical(stopped[last], first[last])) {
    return { cause: 'decay-previous-decay', sentence: 'the weight decay of an earlier step is used, not the scheduled one' };
  }
  // A decay that goes on depends on the weights that are there; what is left of it in the momentum does not.
  const [as, larger] = [1, 4].map(laterWeights);
  return as.every((move, i) => distance(move, larger[i]) <= 1e-3 * norm(move))
    ? { cause: 'decay-first-step-only', sentence: 'λ acts at the first step only: later steps decay nothing' }
    : { cause: 'decay-initial-decay', sentence: 'the initial weight decay is used for ever, not the scheduled one' };
}

/** Whether the decay, or what it leaves of the weights, is rounded to 11 bits or less. */
function isCoarse(effects: readonly DecayEffect[], isNegligible: (x: number) => boolean): boolean {
  const isShort = (x: number): boolean => {
    // Dekker's splitting: the upper 11 bits.
    const spread = x * (2 ** 42 + 1);
    return isNegligible(x - (spread - (spread - x)));
  };
  return effects.every(({ actual, before }) => actual.every((x, j) => isShort(x) || isShort(before[j] + x)));
}
