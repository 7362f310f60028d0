import { describe, expect, test } from 'vitest';
import { optimizers } from '../../../src/optimizers/index.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { SubjectError } from '../../../src/subjects/subject-error.ts';
import { coordinatewise } from '../../inference/rules.ts';
import { ask, contextOf, expectHolds, expectRefuted, lawOf, planted, simplest, smallNetwork, subjectOf } from '../asking.ts';

const law = lawOf('finiteness');

test('is claimed of every optimizer', () => {
  const { profile } = subjectOf(sgd);
  for (const optimizer of optimizers) expect(law.applies({ optimizer, profile }, smallNetwork)).toBe(true);
});

test.each(['sgd', 'adam', 'rmsprop-tf', 'adadelta', 'muon', 'lamb'])('%s stays finite', (name) => {
  expectHolds(law, name);
});

/** Weights that grow without end, and a library that throws where a number leaves its format. */
const overflowing = (bound: number): Optimizer =>
  coordinatewise(({ w, step }) => {
    if (Math.abs(w) > bound) throw new SubjectError('SUBJECT_THROWS', 'without overflow', { function: 'update', step });
    return 16 * w;
  });

test('what throws once weights were driven far away is no matter of it', () => {
  const { profile } = subjectOf(sgd);
  const verdictOf = (bound: number): unknown => law.check(contextOf({ optimizer: overflowing(bound), profile }));
  expect(verdictOf(2 ** 48)).toMatchObject({ verdict: 'holds' });
  expect(() => verdictOf(2 ** 12)).toThrow('without overflow');
});

describe('refutes', () => {
  test('the root of a negative number', async () => {
    const verdict = await expectRefuted(law, () => planted('rmsprop-centred-epsilon-subtracted'), {
      // The seed that it takes: only some gradients come out negative.
      counterexample: { ...simplest, seed: 55315, shapes: [[3], [3]], size: 0, kind: 'zero', steps: 1 },
      diagnosis: /tensor 1 is not finite after step 1 with zero gradients/,
    });
    expect(verdict.effect).toBe(Infinity);
  });

  const withoutEpsilon = (hyperparameters?: Record<string, number>): Optimizer =>
    coordinatewise(({ w, g, learningRate }) => w - (learningRate * g) / Math.sqrt(g * g), { hyperparameters });

  test('a division by zero', async () => {
    await expectRefuted(law, () => Promise.resolve(withoutEpsilon()), {
      counterexample: { ...simplest, shapes: [[3]], size: 0, kind: 'zero', steps: 1 },
      diagnosis: /with zero gradients: a division by zero/,
    });
  });

  test('but not where an epsilon is declared as 0', () => {
    const declared = coordinatewise(
      ({ w, g, learningRate, hyperparameters: { small } }) => w - (learningRate * g) / (Math.sqrt(g * g) + small),
      { hyperparameters: { small: 0 } },
    );
    expect(ask(law, declared).verdict).toBe('holds');
    // It is not the name that makes an epsilon.
    expect(ask(law, withoutEpsilon({ epsilon: 0 })).verdict).toBe('refuted');
  });

  test('an overflow at gradients of size 2^10', () => {
    const exploding = coordinatewise(
      ({ w, g, learningRate }) => w - learningRate * g * 2 ** Math.min(1023, (Math.abs(g) > 512 ? 1 : 0) * 1023) * 2,
    );
    const verdict = ask(law, exploding, { configurations: 100 });
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { kind: 'normal' } });
    expect(verdict.counterexample!.size).toBeGreaterThan(6);
  });
});
