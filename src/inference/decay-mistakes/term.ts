import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { CauseId, Diagnosis } from '../cause.ts';
import { decayEffects, explains, type DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';

/** What λ multiplies where it is not the weight. */
const terms: readonly (readonly [NonNullable<DecayHypothesis['of']>, CauseId, string])[] = [
  [() => 1, 'decay-of-number', 'the decay subtracts λ itself, whatever the size and sign of a weight'],
  [(w) => Math.sign(w), 'decay-by-sign', 'the decay follows the sign of the weights, not their size'],
  [(w) => w * w, 'decay-of-square', 'the decay is proportional to the squares of the weights'],
  [(w) => Math.abs(w), 'decay-of-size', 'the decay is proportional to the size of the weights and has lost their sign'],
  [
    (w, gradient) => w * gradient,
    'decay-skips-zero-gradient',
    'the gradient is multiplied by 1 + λw where λw should be added to it: nothing decays where it is zero',
  ],
];

/** Decay of something else than the weights, or of both kinds at once. */
export function mistakenTerm(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
): Diagnosis | undefined {
  const term = terms.find(([of]) => explains(optimizer, { ...hypothesis, of }, agreement, probe));
  if (term !== undefined) return { cause: term[1], sentence: term[2] };
  if (hypothesis.kind !== 'coupled' || !explains(optimizer, { ...hypothesis, both: true }, agreement, probe)) return undefined;
  const sentence = 'the decay is applied twice: λw is added to the gradient, and the weights are multiplied by 1 − ηλ as well';
  return { cause: 'decay-twice', sentence };
}

/** Decay that leads back to the initial weights, or shrinks those of the step before. */
export function mistakenOrigin(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
): Diagnosis | undefined {
  if (explains(optimizer, { ...hypothesis, towardsStart: true }, agreement, probe))
    return { cause: 'decay-towards-start', sentence: 'the decay pulls towards the initial weights: it shrinks w − w₀, not w' };
  return explains(optimizer, { ...hypothesis, stale: true }, agreement, probe)
    ? { cause: 'decay-stale-weights', sentence: 'the decay uses the weights of the step before' }
    : undefined;
}

/** Whether strengths beside gradients k times as large are 1/k times as large: λ is divided by a moment of the gradient. */
export function dividedByMoment(optimizer: Optimizer, hypothesis: DecayHypothesis, probe: DecayProbe): Diagnosis | undefined {
  if (hypothesis.kind === 'coupled') return undefined;
  const [small, large] = [1, 2 ** 8].map((size) => Array.from(decayEffects(optimizer, hypothesis, { ...probe, size })));
  const inversely = small.every(
    ({ strength, stray }, i) => stray < 1e-4 && Math.abs(strength / large[i].strength / 2 ** 8 - 1) < 1e-3,
  );
  return inversely
    ? {
        cause: 'decay-divided-by-moment',
        sentence: 'the decay is divided by the size of past gradients: where they vanish it explodes',
      }
    : undefined;
}
