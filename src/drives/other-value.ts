import { isCount } from '../inference/options.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/**
 * A value that differs clearly and that a rule takes: coefficients in [½, 1) are halved, epsilons and rates multiplied, counts stay
 * whole.
 */
export function otherValue(value: number, counts = false): number {
  if (value === 0) return counts ? 1 : 0.5;
  if (value < 0.01) return value * 64;
  if (value >= 1) return 2 * value;
  return value >= 0.5 ? value / 2 : value + (1 - value) / 2;
}

/** What an epsilon has to be, to act beside ordinary gradients. */
const [small, visible] = [2 ** -13, 2 ** -4];

/** Another value of every option, of which epsilons act. */
export function otherSettings(optimizer: Optimizer): Record<string, number> {
  return Object.fromEntries(
    Object.entries(optimizer.hyperparameters ?? {}).map(([name, value]) => [
      name,
      value > 0 && value < small ? visible : otherValue(value, isCount(optimizer, name)),
    ]),
  );
}
