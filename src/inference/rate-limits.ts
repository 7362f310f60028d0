import { powerOfTwo } from '../arithmetic/elementary.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';

/** Options that are the largest and the least rate of a rule. */
export interface RateLimits {
  readonly caps: readonly string[];
  readonly floors: readonly string[];
}

/** Beyond every limit that somebody sets, and beyond that. */
const reach = 40;
const steps = 6;

/**
 * Options that are themselves limits of the rate: all rates beyond one act as the number that the option is, to the bit, and where the
 * option is another number, that. A rate between the limits acts as itself.
 */
export function inferRateLimits(optimizer: Optimizer): RateLimits {
  const options = Object.entries(optimizer.hyperparameters ?? {}).filter(([, value]) => value > 0);
  const beyond = (sign: 1 | -1): string[] => {
    const [far, farther] = [reach, reach + 1].map((exponent) => powerOfTwo(sign * exponent));
    if (options.length === 0 || !isSame(walk(optimizer, far), walk(optimizer, farther))) return [];
    return options.flatMap(([name, value]) => (isLimit(optimizer, name, value, sign) ? [name] : []));
  };
  return { caps: beyond(1), floors: beyond(-1) };
}

function isLimit(optimizer: Optimizer, name: string, value: number, sign: 1 | -1): boolean {
  const far = powerOfTwo(sign * reach);
  const at = (rate: number, limit: number): readonly Tensor[] | undefined => walk(optimizer, rate, { [name]: limit });
  // On the near side of the limit.
  const inside = sign > 0 ? 0.5 : 2;
  return (
    [value, 2 * value, value / 2].every((limit) => isSame(at(far, limit), at(limit, limit))) &&
    isOther(at(far, value), at(far, 2 * value)) &&
    isOther(at(value * inside, value), at(value, value))
  );
}

/** Where some steps at a rate lead to; `undefined`: nowhere, or the values are refused. */
function walk(
  optimizer: Optimizer,
  learningRate: number,
  changed: Readonly<Record<string, number>> = {},
): readonly Tensor[] | undefined {
  const source = stream('inference', 'rate-limits');
  const precision = measuringPrecision(optimizer);
  try {
    // From weights that are small beside a step at the least rate there is.
    const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0), powerOfTwo(-60)), changed);
    for (let step = 1; step <= steps; step++)
      run.step(normalTensors(probeShapes, precision, source.seek(1, step)), learningRate, 0);
    return run.parameters.every(({ data }) => data.every(Number.isFinite)) ? run.parameters : undefined;
  } catch {
    return undefined;
  }
}

const isSame = (a: readonly Tensor[] | undefined, b: readonly Tensor[] | undefined): boolean =>
  a !== undefined && b !== undefined && identical(a, b);

const isOther = (a: readonly Tensor[] | undefined, b: readonly Tensor[] | undefined): boolean =>
  a !== undefined && b !== undefined && !identical(a, b);
