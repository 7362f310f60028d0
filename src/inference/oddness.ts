import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { drawsNoise, undeclared } from './draws-noise.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** Steps so short that whatever projects the weights adds nothing to them. */
const learningRate = 2 ** -20;

/**
 * Asks whether gradients of the other sign make the opposite steps of the opposite weights: U(−w, −g) = −U(w, g) to first order in η. A loss
 * and its negative have the same scale, so that whatever is divided by must not tell them apart; what brings weights to a norm does not.
 *
 * @param fill first steps that only fill the state
 */
export function isNotOdd(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  return isNotOddUnder(optimizer, fill, ordinary, 1) ?? isNotOddUnder(optimizer, fill, spiking, looked);
}

/** What gradients are like at a step. */
type Gradients = (drawn: readonly Tensor[], step: number) => void;

/** Steps in which a pull is looked for. */
const looked = 4;

/** Entries of one sign at every second step, between which there is no zero. */
const ordinary: Gradients = (g, step) => {
  if (step % 2 === 1) for (const { data } of g) for (let j = 0; j < data.length; j++) data[j] = Math.abs(data[j]);
};

/** Entries of one sign, and at each fourth step one that is far larger and has the other: what clips by the largest entry may not see it. */
const spiking: Gradients = (g, step) => {
  ordinary(g, 1);
  if (step % looked === 0) for (const { data } of g) data[0] = -64 * (1 + data[0]);
};

/** @param first step, of those that are looked at, from which on moves are compared */
function isNotOddUnder(optimizer: Optimizer, fill: number, shape: Gradients, first: number): Diagnosis | undefined {
  const source = stream('inference', 'oddness');
  const precision = measuringPrecision(optimizer);
  // In float32 so short a step is lost.
  if (precision === 'float32') return undefined;
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const moved = (side: number, sign: number, rate = learningRate): Tensor[] => {
    const run = new OptimizerRun(optimizer, scaled(start, side));
    let from = scaled(start, side);
    for (let step = 1; step <= fill + looked; step++) {
      const g = normalTensors(probeShapes, precision, source.seek(1, step));
      shape(g, step - fill);
      if (step === fill + first) from = scaled(run.parameters, 1);
      run.step(scaled(g, sign), rate, 0);
    }
    return plus(run.parameters, -1, from);
  };
  const [up, down] = [moved(1, 1), moved(-1, -1)];
  // What moves without a gradient is another law's matter.
  const both = plus(plus(up, 1, down), -1, plus(moved(1, 0), 1, moved(-1, 0)));
  const slower = plus(moved(1, 1, learningRate / 4), 1, moved(-1, -1, learningRate / 4));
  const pull = plus(up, 1, down);
  // A pull that does not come from the gradient is small beside the step, and half of it is a mistake; of one tensor's step it is enough.
  const shares = both.map((move, i) => norm(move) / distance(up[i], down[i]));
  const share = Math.max(...shares.filter((each) => !Number.isNaN(each)));
  if (!(share > 0.1)) return undefined;
  if (pull.every((move, i) => norm(move) > 0 && distance(move, slower[i]) <= 1e-3 * norm(move))) {
    const entry = pull[0].data[0] / 2 / (looked - first + 1);
    const sentence = `${Number(entry.toPrecision(2))} is added to a weight at each step, whatever the learning rate and the sign of the gradient are`;
    return { cause: 'drift', sentence };
  }
  // Where nothing is turned round, one of the two ways goes up its gradient.
  if (up.some((move, i) => norm(move) > 0 && distance(move, down[i]) <= 1e-3 * norm(move))) {
    const turned =
      'weights and gradients of the other sign make the same steps, not the opposite ones: half of them go up the gradient';
    return { cause: 'uphill', sentence: turned };
  }
  if (drawsNoise(optimizer)) return undeclared;
  const sentence = `gradients of the other sign make steps that differ by ${(200 * share).toPrecision(2)} % in more than their sign: what the step is divided by tells g from −g`;
  return { cause: 'gradient-sign-matters', sentence };
}
