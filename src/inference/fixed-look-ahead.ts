import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors, probeShapes, scaled } from './probe-problem.ts';
import { stepLengths } from './step-lengths.ts';

const rate = 2 ** -5;

/**
 * Finds a look-ahead that a switch turns on and that is a number where it should be the coefficient of momentum: steps are those of d + c b in place of those
 * of b, and c is the same at two values of the coefficient. A c that another option says is a design (Ma & Yarats 2019, QHM), and one that is no default of the
 * coefficient either may be one.
 *
 * @param turned the optimizer with the switch at its other value, which is the one with a look-ahead or the one without
 * @param momentum names of coefficients of momentum
 * @param fill first steps that only fill the state
 */
export function fixedLookAhead(
  optimizer: Optimizer,
  turned: Optimizer,
  momentum: readonly string[],
  fill: number,
): Diagnosis | undefined {
  const { hyperparameters = {} } = optimizer;
  for (const name of momentum) {
    const value = hyperparameters[name];
    const [at, elsewhere] = [value, value / 2].map(
      (each) => lookAhead(optimizer, turned, { [name]: each }, fill) ?? lookAhead(turned, optimizer, { [name]: each }, fill),
    );
    const rounding = tolerance(optimizer, 1e-9, 1e-3);
    if (at === undefined || elsewhere === undefined || Math.abs(at - elsewhere) > rounding) continue;
    const isSaid = Object.entries(hyperparameters).some(([other, said]) => other !== name && Math.abs(said - at) <= rounding);
    if (isSaid) continue;
    const number = Number(at.toPrecision(4));
    const sentence = `a step looks ahead by ${number} times the momentum, whatever ${name} is`;
    return Math.abs(at - value) <= rounding
      ? { cause: 'momentum-coefficient', sentence: `${sentence}: the number stands for the option, whose default it is` }
      : { cause: 'ambiguous', sentence: `${sentence}: the number stands for the option, or is meant` };
  }
  return undefined;
}

/** c, where one rule makes steps of d + c b, and the other one steps of b; `undefined`: there is none. */
function lookAhead(
  plain: Optimizer,
  ahead: Optimizer,
  setting: Readonly<Record<string, number>>,
  fill: number,
): number | undefined {
  const [without, beside] = [plain, ahead].map((optimizer) => lengthsOf(optimizer, setting, fill));
  if (without === undefined || beside === undefined) return undefined;
  const [first, ...later] = without.map((length, i) => beside[i] / length);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance(plain, 1e-9, 1e-3) * (1 + Math.abs(b));
  return first > 1 && later.every((each) => near(each, first - 1)) ? first - 1 : undefined;
}

/** Lengths of the steps that one gradient makes, and of those after it. */
function lengthsOf(optimizer: Optimizer, setting: Readonly<Record<string, number>>, fill: number): number[] | undefined {
  const source = stream('inference', 'fixed-look-ahead');
  const precision = measuringPrecision(optimizer);
  const g = normalTensors(probeShapes, precision, source.seek(1, 0));
  const none: Tensor[] = scaled(g, 0);
  try {
    const run = new OptimizerRun(optimizer, none, setting);
    const steps = stepLengths(run, [...Array.from({ length: fill }, () => none), g, none, none], rate).slice(fill);
    return steps.map((lengths) => Math.hypot(...lengths));
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
}
