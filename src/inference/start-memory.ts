import { log } from '../arithmetic/elementary.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { normalTensors } from './probe-problem.ts';

/** What a start far below equilibrium is like: its first gradients are as many times as large. */
const [EARLY_STEPS, EARLY_SIZE] = [5, 12];
const SHAPES = [[4, 3], [5]];

/**
 * How much an optimizer still remembers of gradients at the start when equilibrium is read: the difference of the logarithms of step
 * lengths, averaged over a window, between two runs on the same gradients of which the first few are 12 times as large in one.
 *
 * A moving average with a coefficient forgets them exponentially. One over ever more steps (Adafactor's β = 1 − t^−γ), a sum or a
 * maximum does not, and then equilibrium depends on the start for a reason that is no mistake.
 *
 * @param hyperparameters what the law runs with
 * @param window first and last step
 * @returns a log ratio, at least 0
 */
export function startMemory(
  optimizer: Optimizer,
  hyperparameters: Readonly<Record<string, number>>,
  window: { readonly from: number; readonly to: number },
): number {
  const draw = drawsOf(optimizer, 'start memory');
  const runs = [1, EARLY_SIZE].map((size) => ({ size, run: new OptimizerRun(optimizer, draw(0), hyperparameters), logs: 0 }));
  for (const each of runs) {
    const places: (() => Tensor[])[] = [];
    for (let step = 1; step <= window.to; step++) {
      if (step >= window.from) places.push(each.run.reading());
      each.run.step(draw(step, step <= EARLY_STEPS ? each.size : 1), 0.125, 0);
    }
    let before = places[0]();
    for (const place of [...places.slice(1), each.run.reading()]) {
      const now = place();
      let square = 0;
      now.forEach(({ data }, i) => data.forEach((w, j) => (square += (w - before[i].data[j]) ** 2)));
      each.logs += 0.5 * log(square);
      before = now;
    }
  }
  return Math.abs(runs[1].logs - runs[0].logs) / (window.to - window.from + 1);
}

/** Steps at which it is asked whether early gradients are remembered, and from which difference on a coefficient has to do with it. */
const [SOON, SHOWN] = [{ from: 16, to: 24 }, 0.002];

/** Whether a coefficient between 0 and 1 has to do with how long early gradients are remembered, their sizes or their signs. */
export function hasMemory(optimizer: Optimizer, name: string): boolean {
  const value = optimizer.hyperparameters![name];
  if (!(value > 0 && value < 1)) return false;
  try {
    return [startMemory, signMemory].some((memory) => {
      const [usual, halved] = [value, value / 2].map((given) => memory(optimizer, { [name]: given }, SOON));
      return Math.abs(usual - halved) > SHOWN;
    });
  } catch {
    // A value that it refuses is no legal one.
    return false;
  }
}

/** Right after them, when even a short memory has something left. */
const AT_ONCE = { from: EARLY_STEPS + 1, to: EARLY_STEPS + 3 };

/** Whether earlier gradients are remembered, in their signs, where a coefficient is 0 and not where it is next to nothing. */
export function remembersAtZero(optimizer: Optimizer, name: string): boolean {
  const [none, least] = [0, 2 ** -40].map((given) => signMemory(optimizer, { [name]: given }, AT_ONCE));
  return none > SHOWN && least <= SHOWN;
}

/** How far apart the moves of a window are, relative to them, in two runs whose first few gradients have opposite signs. */
function signMemory(
  optimizer: Optimizer,
  hyperparameters: Readonly<Record<string, number>>,
  window: { readonly from: number; readonly to: number },
): number {
  const draw = drawsOf(optimizer, 'sign memory');
  const moves = [1, -1].map((sign) => {
    const run = new OptimizerRun(optimizer, draw(0), hyperparameters);
    for (let step = 1; step < window.from; step++) run.step(draw(step, step <= EARLY_STEPS ? sign : 1), 0.125, 0);
    const before = run.parameters.map(({ data }) => data.slice());
    for (let step = window.from; step <= window.to; step++) run.step(draw(step), 0.125, 0);
    return run.parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => w - before[i][j]));
  });
  const gap = moves[0].reduce((sum, move, i) => sum + Math.abs(move - moves[1][i]), 0);
  return gap / moves[0].reduce((sum, move) => sum + Math.abs(move), 0);
}

/** Weights (step 0) and gradients of a stream, times a factor. */
function drawsOf(optimizer: Optimizer, name: string): (step: number, scale?: number) => Tensor[] {
  const source = stream(name, 'gradients');
  const precision = optimizer.precision ?? 'float64';
  return (step, scale = 1) => normalTensors(SHAPES, precision, source.seek(0, step), scale);
}
