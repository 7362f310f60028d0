import { zeros } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import { isAddedToSmall } from '../added-to-small.ts';
import type { CauseId, Diagnosis } from '../cause.ts';
import { decayEffects, explains, type DecayEffect, type DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import { agreementOf } from '../decay-trial.ts';
import { measuringPrecision, tolerance } from '../measuring-precision.ts';
import { distance, normalTensors, probeShapes, scaled } from '../probe-problem.ts';

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
  [
    (_, gradient) => gradient,
    'decay-skips-zero-gradient',
    'λ multiplies the gradient where it should multiply the weights: nothing decays where the gradient is zero',
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

/** Decay that shrinks the initial weights, or those of the step before. */
export function mistakenOrigin(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
): Diagnosis | undefined {
  if (explains(optimizer, { ...hypothesis, stale: 'start' }, agreement, probe))
    return { cause: 'decay-stale-weights', sentence: 'the decay uses the initial weights for ever, not those of the step' };
  return explains(optimizer, { ...hypothesis, stale: true }, agreement, probe)
    ? { cause: 'decay-stale-weights', sentence: 'the decay uses the weights of the step before' }
    : undefined;
}

/** Whether strengths beside gradients k times as large are 1/k times as large: λ is divided by a moment of the gradient. */
export function dividedByMoment(optimizer: Optimizer, hypothesis: DecayHypothesis, probe: DecayProbe): Diagnosis | undefined {
  if (hypothesis.kind === 'coupled') return undefined;
  const [small, large] = [1, 2 ** 8].map((size) => Array.from(decayEffects(optimizer, hypothesis, { ...probe, size })));
  // Entry by entry: each may be divided by a moment of its own. The weights of the two runs differ, and so do the nominal decays.
  const shares = ({ actual, nominal }: DecayEffect): number[] => actual.map((x, j) => x / nominal[j]);
  const inversely =
    small.length === large.length &&
    small.every((effect, i) => {
      const others = shares(large[i]);
      return shares(effect).every((share, j) => share > 0 && Math.abs(share / others[j] / 2 ** 8 - 1) < 1e-3);
    });
  return inversely
    ? {
        cause: 'decay-divided-by-moment',
        sentence: 'the decay is divided by the size of past gradients: where they vanish it explodes',
      }
    : undefined;
}

/**
 * Whether the decay alone, where no gradient ever came, makes steps of the same length whatever λ and the weights are: it is normalised
 * together with the gradient, as in a rule that makes its momentum orthogonal after λw was added.
 *
 * @param fill first steps that only fill the state
 */
export function normalisedAlone(optimizer: Optimizer, fill = 0): Diagnosis | undefined {
  const source = stream('inference', 'decay');
  const precision = measuringPrecision(optimizer);
  const nothing = probeShapes.map((shape) => zeros(shape, precision));
  const [usual, ...others] = [
    { scale: 1, decay: 0.25 },
    { scale: 1, decay: 2 },
    { scale: 4, decay: 0.25 },
    { scale: 2 ** -8, decay: 2 ** -8 },
  ].map(({ scale, decay }) => {
    const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0), scale));
    for (let step = 1; step <= fill; step++) run.step(nothing, 2 ** -7, 0);
    const before = scaled(run.parameters, 1);
    run.step(nothing, 2 ** -7, decay);
    return run.parameters.map((tensor, i) => distance(tensor, before[i]));
  });
  const isUsual = (other: readonly number[]): boolean =>
    usual.every((length, i) => length > 0 && Math.abs(other[i] / length - 1) <= tolerance(optimizer, 1e-4, 1e-3));
  const small = others.pop()!;
  if (!others.every(isUsual)) return undefined;
  // What is small beside an epsilon is a little shorter; what is small beside a limit is as much shorter as it is smaller.
  if (small.every((length, i) => length < usual[i] / 2)) {
    const sentence = 'the decay is cut: from some size on it is as long whatever λ and the weights are';
    return { cause: 'decay-not-proportional', sentence };
  }
  if (isAddedToSmall(optimizer, agreementOf(optimizer), { fill }, 2 ** -10)) {
    const sentence =
      'λw is added to a gradient that is clipped before, and is normalised together with it, as it is where λw is the gradient of a penalty';
    return { cause: 'ambiguous', sentence };
  }
  const sentence = 'the decay is normalised together with the gradient: alone it is as long whatever λ and the weights are';
  return { cause: 'decay-normalised', sentence };
}
