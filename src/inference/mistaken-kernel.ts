import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { holdsDoubled, otherTimes } from './doubled-option.ts';
import { integerPower } from './integer-power.ts';
import { impulseResponse, rounded, rounding } from './response-kernel.ts';

/** The response to one gradient, the same at all steps, and what it may be compared with. */
interface Stationary {
  readonly kernel: readonly number[];
  /** Values of options. */
  readonly declared: readonly number[];
  near(a: number, b: number): boolean;
  /** Whether something holds of the kernel that there is where one of the options is doubled. */
  holdsDoubled(holds: (kernel: readonly number[]) => boolean): boolean;
}

/** A kernel with what it is compared with. */
export function stationaryOf(optimizer: Optimizer, kernel: readonly number[], fill: number): Stationary {
  return {
    kernel,
    declared: Object.values(optimizer.hyperparameters ?? {}),
    near: (a, b) => Math.abs(a - b) <= rounding(optimizer),
    holdsDoubled: (holds) =>
      holdsDoubled(optimizer, (other) => {
        const changed = impulseResponse(other, 1 + fill, () => 1);
        return changed !== undefined && holds(changed);
      }),
  };
}

/** Whether the kernel is 2, μ, μ², …: g + v in place of g + μv, with a declared μ. */
export function looksAheadWhole({ kernel, declared, near }: Stationary, measured: number): Diagnosis | undefined {
  const isDeclared = measured > 0.5 && declared.some((value) => near(value, measured));
  if (!isDeclared || !kernel.every((r, lag) => near(r, integerPower(measured, lag) + (lag === 0 ? 1 : 0)))) return undefined;
  const sentence = `a gradient moves the parameters by 2 η g at its own step and as plain momentum does from then on: the look-ahead adds the whole buffer, not ${rounded(measured)} of it`;
  return { cause: 'momentum-coefficient', sentence };
}

/** What is wrong with a kernel that is written in powers of one declared coefficient, and in others than it should. */
export function mistakenKernel(given: Stationary): Diagnosis | undefined {
  return looksAheadTwice(given) ?? ringRunsBackwards(given) ?? dividesByOther(given);
}

/**
 * Whether the last n gradients enter a step with the same weight, which is that of a mean of one more or one less of them, where an option says n.
 *
 * @param kernel of a late gradient, when as many have come
 */
export function dividesByOther({ kernel, declared, near }: Stationary): Diagnosis | undefined {
  const length = kernel.findIndex((r) => r === 0);
  if (length < fewest || !declared.includes(length)) return undefined;
  if (!kernel.every((r, lag) => near(r, lag < length ? kernel[0] : 0))) return undefined;
  const by = [length - 1, length + 1].find((count) => near(kernel[0] * count, 1));
  if (by === undefined) return undefined;
  const sentence = `the last ${length} gradients are added up and divided by ${by}, where their mean is meant`;
  return { cause: 'gradient-scaled', sentence };
}

/**
 * Whether the kernel is that of a look-ahead which is made twice, d + μ(d + μb) in place of d + μb, where b has the new gradient, and no option
 * says so.
 *
 *     made n times:  r₀ = 1 + μ + … + μⁿ,  r_k = μ^(k+n)
 */
function looksAheadTwice({ kernel, declared, near, holdsDoubled }: Stationary): Diagnosis | undefined {
  const isMade = (times: number, mu: number, of: readonly number[]): boolean => {
    const sum = Array.from({ length: times }, (_, n) => integerPower(mu, n)).reduce((a, b) => a + b, 0);
    return of.every((r, lag) => near(r, integerPower(mu, lag + times) + (lag === 0 ? sum : 0)));
  };
  const mu = declared.find((value) => value > 0.1 && value < 1 && isMade(2, value, kernel));
  if (mu === undefined || holdsDoubled((other) => otherTimes.some((times) => isMade(times, mu, other)))) return undefined;
  const sentence = `the look-ahead of Nesterov's momentum is made twice: a gradient moves the parameters by 1 + μ + μ² at its own step and by μ^(k+2) k steps later, with μ = ${mu}`;
  return { cause: 'momentum-coefficient', sentence };
}

/** Fewer gradients than these tell no order. */
const fewest = 4;

/**
 * Whether the last n gradients are weighted as if those between the newest and the oldest stood in the other order, in powers of a declared
 * coefficient: a ring that is read forward where it should be read backward.
 *
 *     r₀ = c,  r_k = c μ^(n−k)  for 0 < k < n,  and nothing later
 */
function ringRunsBackwards({ kernel, declared, near }: Stationary): Diagnosis | undefined {
  const length = kernel.findIndex((r) => r === 0);
  if (length < fewest || kernel.slice(length).some((r) => r !== 0)) return undefined;
  const mu = declared.find(
    (value) =>
      value > 0 && value < 1 && kernel.slice(1, length).every((r, i) => near(r, kernel[0] * integerPower(value, length - 1 - i))),
  );
  if (mu === undefined) return undefined;
  const sentence = `of the last ${length} gradients the newest counts most, then the oldest, and the one before the newest least, in powers of ${mu}: the ring that they are kept in is read in the wrong direction`;
  return { cause: 'momentum-coefficient', sentence };
}
