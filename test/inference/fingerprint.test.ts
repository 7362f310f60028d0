import { describe, expect, test } from 'vitest';
import { compareFingerprints } from '../../src/inference/compare-fingerprints.ts';
import { measureFingerprint } from '../../src/inference/fingerprint.ts';
import { adam, adamw, heavyBall, sgd, signsgd } from '../../src/optimizers/index.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';

/** SGD with decoupled decay, which computes what `sgd` does, in another order. */
const reordered: Optimizer = {
  ...sgd,
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] = w[j] * (1 - learningRate * weightDecay) - learningRate * g[j];
    });
  },
};

const changed = (optimizer: Optimizer, change: (step: UpdateArguments) => UpdateArguments): Optimizer => ({
  ...optimizer,
  update: (step) => optimizer.update(change(step)),
});
const compare = (before: Optimizer, after: Optimizer): ReturnType<typeof compareFingerprints> =>
  compareFingerprints(measureFingerprint(before), measureFingerprint(after));
const names = ({ changes }: ReturnType<typeof compareFingerprints>): string[] => changes.map(({ name }) => name);

describe('a fingerprint', () => {
  test('is the same at every measurement, survives JSON, and does not read the contract', () => {
    for (const optimizer of [sgd, adamw, signsgd]) {
      const fingerprint = measureFingerprint(optimizer);
      const stored = JSON.parse(JSON.stringify(fingerprint)) as typeof fingerprint;
      const silent = measureFingerprint({ ...optimizer, contract: undefined });
      expect(compareFingerprints(stored, silent)).toEqual({ state: 'same', changes: [] });
    }
  });

  test('has the closed forms of rotation and norm', () => {
    const { readings } = measureFingerprint(sgd);
    // ηλ = 0.02 on noise of second moment S = 63: chord² = 2ηλ, ρ⁴ = ηS/(λ(2 − ηλ)).
    expect((readings['rms rotation at equilibrium'] as number) / 0.2).toBeCloseTo(1, 2);
    expect(readings['norm at equilibrium'] as number).toBeGreaterThan(5);
    expect(readings['decay per step']).toBeCloseTo(0.01, 12);
    expect(measureFingerprint(heavyBall).readings['momentum coefficient']).toBeCloseTo(0.9, 9);
  });
});

describe('a comparison', () => {
  test('tells rounding from behaviour', () => {
    expect(compare(sgd, reordered)).toEqual({ state: 'rounding', changes: [] });
  });

  test('names what changed', () => {
    const strong = changed(sgd, (step) => ({ ...step, weightDecay: 1.05 * step.weightDecay }));
    expect(compare(sgd, strong)).toMatchObject({ state: 'changed' });
    expect(compare(sgd, strong).changes[0]).toMatchObject({
      name: 'decay per step',
      before: expect.closeTo(0.01),
      after: expect.closeTo(0.0105),
    });
    expect(names(compare(adam, { ...adam, hyperparameters: { ...adam.hyperparameters, beta2: 0.99 } }))).toContain(
      'default of beta2',
    );
    const late = changed(heavyBall, (step) => (step.step <= 150 ? step : { ...step, hyperparameters: { momentum: 0.8 } }));
    expect(compare(heavyBall, late).state).toBe('changed');
    expect(
      names(
        compare(
          adamw,
          changed(adamw, (step) => ({ ...step, learningRate: step.learningRate * 1.001 })),
        ),
      ),
    ).toContain('first step over the learning rate');
  });

  test('passes over readings of another version, but not over hyperparameters that came or went', () => {
    const fingerprint = measureFingerprint(sgd);
    const more = { ...fingerprint, readings: { ...fingerprint.readings, 'something new': 1 } };
    expect(compareFingerprints(fingerprint, more).state).toBe('same');
    const other = { ...fingerprint, readings: { ...fingerprint.readings, 'default of dampening': 0.5 } };
    expect(compareFingerprints(fingerprint, other).changes).toEqual([{ name: 'default of dampening', before: null, after: 0.5 }]);
  });
});
