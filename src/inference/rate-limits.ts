import { powerOfTwo } from '../arithmetic/elementary.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';

/** Options that are the largest and the least rate of a rule. */
export interface RateLimits {
  /** Those that do nothing besides. */
  readonly caps: readonly string[];
  readonly floors: readonly string[];
  /** Those that act inside of the limit as well. */
  readonly acting: { readonly caps: readonly string[]; readonly floors: readonly string[] };
}

/** What an option is to the rate on one side: no limit, one and nothing besides, or one that acts inside as well. */
type Limit = 'none' | 'plain' | 'acting';

/** Beyond every limit that somebody sets, and beyond that. */
const reach = 40;
const steps = 6;

/** In which an option that is something besides a limit has acted, though it be what the start is corrected by. */
const manySteps = 24;

/**
 * Options that are themselves limits of the rate: all rates beyond one act as the number that the option is, to the bit, and where the
 * option is another number, that. Where a rate between the limits acts as itself, with decay too, and the option does not, it is a limit
 * and nothing besides: a coefficient of momentum that the rate is compared with, or a peak that the decay is divided by, cannot be left
 * aside.
 */
export function inferRateLimits(optimizer: Optimizer): RateLimits {
  const options = Object.entries(optimizer.hyperparameters ?? {}).filter(([, value]) => value > 0);
  const beyond = (sign: 1 | -1): Record<Limit, string[]> => {
    const found: Record<Limit, string[]> = { none: [], plain: [], acting: [] };
    const [far, farther] = [reach, reach + 1].map((exponent) => powerOfTwo(sign * exponent));
    if (options.length === 0 || !isSame(walk(optimizer, far), walk(optimizer, farther))) return found;
    for (const [name, value] of options) found[limitOf(optimizer, name, value, sign)].push(name);
    return found;
  };
  const [above, below] = [beyond(1), beyond(-1)];
  return { caps: above.plain, floors: below.plain, acting: { caps: above.acting, floors: below.acting } };
}

function limitOf(optimizer: Optimizer, name: string, value: number, sign: 1 | -1): Limit {
  const far = powerOfTwo(sign * reach);
  const at = (rate: number, limit: number): readonly Tensor[] | undefined => walk(optimizer, rate, { [name]: limit });
  // On the near side of the limit.
  const inside = sign > 0 ? 0.5 : 2;
  const limits =
    [value, 2 * value, value / 2].every((limit) => isSame(at(far, limit), at(limit, limit))) &&
    isOther(at(far, value), at(far, 2 * value)) &&
    isOther(at(value * inside, value), at(value, value));
  if (!limits) return 'none';
  return actsInside(optimizer, name, value, sign) ? 'acting' : 'plain';
}

/** Whether the option makes a difference where the rate lies well inside both of its values, to weights of ordinary size that decay. */
function actsInside(optimizer: Optimizer, name: string, value: number, sign: 1 | -1): boolean {
  const [rate, farther] = sign > 0 ? [value / 2, 2 * value] : [2 * value, value / 2];
  const [own, other] = [value, farther].map((limit) =>
    walk(optimizer, rate, { [name]: limit }, { size: 1, weightDecay: 0.5, count: manySteps }),
  );
  return !isSame(own, other);
}

interface Walk {
  /** Of the weights. */
  readonly size: number;
  readonly weightDecay: number;
  readonly count: number;
}

/** From weights that are small beside a step at the least rate there is. */
const fromNothing: Walk = { size: powerOfTwo(-60), weightDecay: 0, count: steps };

/** Where some steps at a rate lead to; `undefined`: nowhere, or the values are refused. */
function walk(
  optimizer: Optimizer,
  learningRate: number,
  changed: Readonly<Record<string, number>> = {},
  { size, weightDecay, count }: Walk = fromNothing,
): readonly Tensor[] | undefined {
  const source = stream('inference', 'rate-limits');
  const precision = measuringPrecision(optimizer);
  try {
    const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0), size), changed);
    for (let step = 1; step <= count; step++)
      run.step(normalTensors(probeShapes, precision, source.seek(1, step)), learningRate, weightDecay);
    return run.parameters.every(({ data }) => data.every(Number.isFinite)) ? run.parameters : undefined;
  } catch {
    return undefined;
  }
}

const isSame = (a: readonly Tensor[] | undefined, b: readonly Tensor[] | undefined): boolean =>
  a !== undefined && b !== undefined && identical(a, b);

const isOther = (a: readonly Tensor[] | undefined, b: readonly Tensor[] | undefined): boolean =>
  a !== undefined && b !== undefined && !identical(a, b);
