import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { type DecayClaim, claimedModifiers } from './decay-claim.ts';
import { difference, length, measuredFactor } from './decay-deviation.ts';
import { type DecayHypothesis, Settings } from './decay-hypothesis.ts';
import { agreementOf } from './decay-trial.ts';
import { inferDecay } from './decay.ts';
import { eachApart } from './each-apart.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { predictStep } from './predict-step.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Long enough for three tensors to have had their turn where each has it for tens of steps. */
const horizon = 96;
const [rate, decay] = [2 ** -7, 0.25];

/**
 * Whether tensors that are trained in turns, or until they stop, are decayed otherwise than their contract claims: where each is alone, or at a step of
 * one that moves. What is decayed beside the step may have a factor there, which is that of a rate of its own; what λ adds to a gradient has none.
 *
 * @param claimed a kind at least
 */
export function decaysOtherwiseInTurns(optimizer: Optimizer, claimed: DecayClaim): boolean {
  const { weightDecay: kind, decayOrder } = claimed;
  if (kind === undefined || inferDecay(eachApart(optimizer, 'alone') as Optimizer, claimed).finding !== undefined) return true;
  const orders = decayOrder === undefined ? (['before', 'after', 'proximal'] as const) : [decayOrder];
  return !orders.some((order) =>
    explainsMoves(optimizer, { ...claimedModifiers(claimed, optimizer), kind, order }, agreementOf(optimizer)),
  );
}

/** Whether a hypothesis has the direction of what λ does to each tensor at each step that moves it without. */
function explainsMoves(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number): boolean {
  const source = stream('inference', 'turned-decay');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const settings = new Settings();
  for (let step = 1; step <= horizon; step++) {
    const before = scaled(run.parameters, 1);
    const gradients = normalTensors(probeShapes, precision, source.seek(1, step));
    const prediction = predictStep(run, gradients, settings.next(rate, decay), hypothesis);
    run.step(gradients, rate, decay);
    const [without, readings] = [prediction.undecayed(), prediction.predicted()];
    const isExplained = run.parameters.every((after, i) => {
      if (identical([without[i]], [before[i]])) return true;
      const actual = difference(after, without[i]);
      return readings.some(({ parameters }) =>
        isAlong(actual, difference(parameters[i], without[i]), hypothesis.kind === 'coupled', agreement),
      );
    });
    if (!isExplained) return false;
  }
  return true;
}

/** Whether a change is the one that was predicted, or where it need not be, so many times that. */
function isAlong(actual: readonly number[], nominal: readonly number[], isWhole: boolean, agreement: number): boolean {
  const factor = isWhole ? 1 : measuredFactor(actual, nominal);
  const missed = length(actual.map((x, j) => x - factor * nominal[j]));
  return factor > 0 && missed <= agreement * Math.max(length(actual), length(nominal));
}
