import { expect, test } from 'vitest';
import { defineObjective } from '../../src/objectives/define-objective.ts';
import { objective } from '../../src/objectives/reference.ts';
import { refuseVanishingGradient, unitsWithoutGradient } from '../../src/objectives/vanishing-gradient.ts';

test.each([
  ['digits-mlp?batch=2', 'hidden1, hidden2'],
  ['digits-mlp?batch=2&activation=tanh&bias=trained', 'hidden1, hidden2'],
  ['digits-mlp?trainSize=2&batch=2&topLayer=trained', 'hidden1, hidden2'],
  ['digits-mlp?normaliser=layer&widths=2', 'hidden1'],
  // Two units behind thirty-two: what passes through them is a sign.
  ['digits-mlp?normaliser=layer&widths=32,2', 'hidden1, hidden2'],
  ['digits-mlp?normaliser=layer&widths=2,32', 'hidden1'],
  // One unit minus its mean is nothing, whatever epsilon is.
  ['digits-mlp?normaliser=layer&widths=3,1&epsilon=0.1', 'hidden1, hidden2'],
  ['digits-mlp?normaliser=rms&widths=8,1,8', 'hidden1, hidden2'],
  ['digits-mlp?normaliser=group&groups=4&widths=8', 'hidden1'],
  ['digits-mlp?normaliser=group&groups=4&widths=4', 'hidden1'],
  // A column of one weight has no direction but its sign.
  ['digits-mlp?normaliser=weight&widths=1,32', 'hidden2'],
  ['digits-mlp?widths=1,32', 'hidden2'],
  ['von-mises-fisher?kappa=0&noise=0', 'w'],
])('%s has no gradient in %s', (reference, groups) => {
  expect(() => objective(reference)).toThrow(`the gradient of ${groups} vanishes identically`);
});

test.each([
  'digits-mlp?batch=3',
  'digits-mlp?batch=2&epsilon=0.001',
  'digits-mlp?normaliser=rms&widths=2',
  'digits-mlp?normaliser=group&groups=4&widths=12',
  'digits-mlp?normaliser=none&widths=1,8',
  'von-mises-fisher?kappa=0',
  'von-mises-fisher?kappa=1e-12&noise=0',
  'von-mises-fisher?kappa=1e-300&noise=0',
  'two-basins?noise=0',
  'quadratic-ratio',
  'noisy-rayleigh-quotient?dimension=2&condition=1',
  'isotropic-noise?alpha=0.5&dimension=2',
  'quadratic-bowl',
])('%s has one', (reference) => {
  expect(unitsWithoutGradient(objective(reference))).toEqual([]);
});

test('units of a group that has a gradient elsewhere are named and not refused', () => {
  const shut = objective('digits-mlp?batch=3&gain=fixed');
  expect(unitsWithoutGradient(shut)).toEqual([
    { group: 'hidden1', column: 3 },
    { group: 'hidden1', column: 7 },
    { group: 'hidden2', column: 26 },
  ]);
  expect(() => refuseVanishingGradient(shut)).not.toThrow();
});

test('an objective of a user, whose gradient is rounding, is refused too', () => {
  const sign = defineObjective({
    name: 'sign',
    parameters: [{ name: 'w', shape: [1] }],
    groups: [{ name: 'w', tensors: [0] }],
    instantiate: () => ({
      initialise: ([{ data }], stream) => void (data[0] = stream.uniform()),
      gradient([{ data: w }], [{ data: g }], stream) {
        const slope = stream.uniform();
        // (1 − u²)/‖w‖ times the slope, of which only rounding is left.
        g[0] = (slope - slope * (w[0] / Math.hypot(w[0])) ** 2) / w[0] + 1e-17 * Math.sin(1e9 * w[0]);
        return slope;
      },
    }),
  });
  expect(() => refuseVanishingGradient(sign)).toThrow('vanishes identically');
});
