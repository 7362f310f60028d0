import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { integerPower } from './integer-power.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { identical, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

const rate = 2 ** -8;
/** Long enough for a patience of some ten calls, in which sizes change by more than others do. */
const steps = 64;
const change = 1.1;

/**
 * Whether the size of what one tensor is given, call after call, multiplies the steps of all others by one factor in the end: where a loss or a norm
 * of all gradients falls no more, the rate is reduced. Small changes of a gradient show nothing of that.
 *
 * @param fill first steps that only fill the state
 */
export function haveLateFactor(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'late-factor');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  return probeShapes.every((_, chosen) => {
    const runs = [1 / change, change].map(() => new OptimizerRun(optimizer, start));
    for (let step = 1; step <= fill + steps; step++) {
      const g = normalTensors(probeShapes, precision, source.seek(1, 1));
      const before = runs.map(({ parameters }) => scaled(parameters, 1));
      for (const [i, run] of runs.entries()) {
        const factor = 2 ** 6 * integerPower(i === 0 ? 1 / change : change, step);
        run.step(
          g.map((tensor, at) => (at === chosen ? scaled([tensor], factor)[0] : tensor)),
          rate,
          0,
        );
      }
      const [falling, rising] = runs.map(({ parameters }, i) => plus(parameters, -1, before[i]).filter((_, at) => at !== chosen));
      if (!identical(falling, rising)) return haveOneFactor(falling, rising, tolerance(optimizer, 1e-6, 1e-3));
    }
    return false;
  });
}

/** Whether moves of several tensors are the same but for one factor. */
function haveOneFactor(moves: readonly Tensor[], others: readonly Tensor[], rounding: number): boolean {
  const factor = norm(others[0]) / norm(moves[0]);
  return plus(others, -factor, moves).every((rest, i) => norm(rest) <= rounding * norm(others[i]));
}
