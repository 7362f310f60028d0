import { expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { coordinatewise, type CoordinateStep } from './rules.ts';

type Pull = (step: CoordinateStep, share: number) => number;

/** What is found of an option that does something in SGD. */
const found = (pull: Pull, share = 0.25): string | undefined =>
  inferProfile(
    coordinatewise((each) => each.w - each.learningRate * (each.g + pull(each, each.hyperparameters.share)), {
      hyperparameters: { share },
    }),
  ).findings['option share']?.cause;

test('a penalty that acts at λ = 0 alone may be replaced or forgotten', () => {
  expect(found(({ w, weightDecay }, share) => (weightDecay > 0 ? weightDecay * w : share * w))).toBe('ambiguous');
  expect(found(({ w, weightDecay }, share) => (weightDecay > 0 ? weightDecay * w : share * Math.sign(w)), 1e-4)).toBe(
    'ambiguous',
  );
});

test('one that acts beside λ is alive, and what no λ lets act is dead', () => {
  expect(found(({ w, weightDecay }, share) => (weightDecay + share) * w)).toBeUndefined();
  expect(found(({ w, weightDecay }) => weightDecay * w)).toBe('option-dead');
});

test('a factor of the gradient that a decay forgets is dead, which is no penalty', () => {
  expect(found(({ w, g, weightDecay }, share) => (weightDecay > 0 ? weightDecay * w : share * g))).toBe('option-dead');
});
