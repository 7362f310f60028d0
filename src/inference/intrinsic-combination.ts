import type { SymmetryExponents } from '../optimizers/optimizer.ts';
import type { IntrinsicCombination } from './profile.ts';

/**
 * The combination of η and λ that the symmetry leaves invariant.
 *
 * (c^a η, c^b λ): η^(−b) λ^a does not move. a = 2, b = −2 and a = 1, b = −1 give ηλ; a = 1, b = −2 gives η²λ.
 */
export function intrinsicCombination(exponents: SymmetryExponents | null): IntrinsicCombination {
  if (exponents === null) return 'none';
  const { learningRate, weightDecay } = exponents;
  if (learningRate === 0) return weightDecay === 0 ? 'η,λ' : 'η';
  if (weightDecay === 0) return 'λ';
  if (weightDecay === -learningRate) return 'η·λ';
  return weightDecay === -2 * learningRate ? 'η²·λ' : 'none';
}
