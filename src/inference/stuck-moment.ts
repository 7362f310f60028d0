import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';
import { lookInto } from './revealed-states.ts';

const shapes: readonly (readonly number[])[] = [[4, 3], [5]];

/** Steps with gradients, and steps without, in which a mean of the last thousand shrinks by more than a format of 8 bits resolves. */
const [moving, standing] = [8, 16];

/** By how much nearer to 0 a coefficient is put, for comparison: 0.999 becomes 0.9. */
const faster = 100;

/**
 * Names a coefficient that is 1 in the format of what it multiplies: a moment that another value makes smaller, where gradients end, and
 * that this one leaves at the same bits. A maximum or a sum is left there by every value.
 *
 * @returns a remark, for somebody who keeps his states short may know it; `undefined` where nothing stands, or nobody can look
 */
export function findStuckMoment(optimizer: Optimizer): Diagnosis | undefined {
  const names = Object.entries(optimizer.hyperparameters ?? {}).filter(([, value]) => value >= 0.5 && value < 1);
  if (names.length === 0) return undefined;
  const usual = standingOf(optimizer, {});
  if (usual === undefined || !usual.includes(true)) return undefined;
  for (const [name, value] of names) {
    try {
      const other = standingOf(optimizer, { [name]: Math.max(value / 2, 1 - (1 - value) * faster) });
      if (other === undefined || other.length !== usual.length || !usual.some((stands, i) => stands && !other[i])) continue;
    } catch {
      // A value that it refuses tells nothing.
      continue;
    }
    const sentence = `${name} = ${value} is 1 in the number format of the moment that it multiplies: without gradients the moment stays what it is, to the bit, so that a large gradient is not forgotten`;
    return { cause: 'number-format', sentence };
  }
  return undefined;
}

/** For each array of the state whether it was written to and then stays the same where gradients are zero. */
function standingOf(optimizer: Optimizer, changed: Readonly<Record<string, number>>): readonly boolean[] | undefined {
  const source = stream('inference', 'stuck-moment');
  const precision = measuringPrecision(optimizer);
  const parameters = normalTensors(shapes, precision, source.seek(0, 0));
  const zeros = (): Tensor[] => normalTensors(shapes, precision, source.seek(0, 0), 0);
  const state: unknown = optimizer.init({ parameters });
  const look = lookInto(state, optimizer.copyState === undefined);
  if (look === undefined) return undefined;
  const hyperparameters = { ...optimizer.hyperparameters, ...changed };
  const calls = moving * (optimizer.microBatches ?? 1);
  const advance = (from: number, to: number): string[] => {
    for (let step = from; step <= to; step++) {
      const gradients = step <= calls ? normalTensors(shapes, precision, source.seek(1, step)) : zeros();
      optimizer.update({ parameters, gradients, state, learningRate: 2 ** -10, weightDecay: 0, hyperparameters, step });
    }
    return look().map((numbers) => (numbers.length > 1 && Array.from(numbers).some((x) => x !== 0) ? String(numbers) : ''));
  };
  const before = advance(1, calls);
  const after = advance(calls + 1, calls + standing);
  return before.map((numbers, i) => numbers !== '' && numbers === after[i]);
}
