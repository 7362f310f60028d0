import type { SymmetryExponents } from '../optimizers/optimizer.ts';
import { fractionalPower } from './fraction.ts';

/**
 * Multiplies the hyperparameters by their powers of c: (η, λ, h) → (c^a η, c^b λ, c^e h). Exact for c = 2^k.
 *
 * @returns the scaled rate, decay and the hyperparameters that have an exponent
 */
export function alongOrbit(
  exponents: SymmetryExponents,
  c: number,
  learningRate: number,
  weightDecay: number,
  hyperparameters: Readonly<Record<string, number>>,
): { learningRate: number; weightDecay: number; hyperparameters: Record<string, number> } {
  const entries = Object.entries(exponents).filter(([name]) => name !== 'learningRate' && name !== 'weightDecay');
  return {
    learningRate: learningRate * fractionalPower(c, exponents.learningRate),
    weightDecay: weightDecay * fractionalPower(c, exponents.weightDecay),
    hyperparameters: Object.fromEntries(
      entries.map(([name, exponent]) => [name, hyperparameters[name] * fractionalPower(c, exponent)]),
    ),
  };
}
