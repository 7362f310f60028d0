import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/arithmetic/configuration-error.ts';
import { evaluation } from '../../src/metrics/evaluation.ts';
import { logEffectiveRate } from '../../src/metrics/log-effective-rate.ts';
import { logWeightNorm } from '../../src/metrics/log-weight-norm.ts';
import { loss } from '../../src/metrics/loss.ts';
import { squaredAngularUpdate } from '../../src/metrics/squared-angular-update.ts';
import { stepView, tensors } from './view.ts';

// Norms of the units of the default view: √30, then the columns (3, 4), (0, 2), (1, 0).
const norms = [Math.sqrt(30), 5, 2, 1];
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

test('log-weight-norm is the mean over units of ln‖w‖ before the step', () => {
  const view = stepView({ after: tensors([9, 9, 9, 9], [9, 9, 9], [9, 9, 9, 9, 9, 9], [9, 9]) });
  expect(logWeightNorm.measure(view)).toBeCloseTo(mean(norms.map(Math.log)), 14);
});

describe('log-effective-rate', () => {
  test.each([2, 1, 0])('with exponent %i it is the mean over units of ln(η/‖w‖^p)', (exponent) => {
    const expected = mean(norms.map((norm) => Math.log(0.5 / norm ** exponent)));
    expect(logEffectiveRate(exponent).measure(stepView())).toBeCloseTo(expected, 14);
  });

  test.each([2, 1])('with exponent %i it does not move along the orbit (c^p η, c·w)', (exponent) => {
    const c = 8;
    const { before } = stepView();
    const moved = before.map(({ data, shape }) => ({ data: data.map((w) => c * w), shape }));
    const image = stepView({ before: moved, learningRate: 0.5 * c ** exponent });
    expect(logEffectiveRate(exponent).measure(image)).toBeCloseTo(logEffectiveRate(exponent).measure(stepView()), 13);
  });
});

describe('squared-angular-update', () => {
  test('is the mean over units of the squared chord between the directions', () => {
    // Turned by: 0 (only longer), a right angle, 0 and 60 degrees.
    const after = tensors([2, 4, 6, 8], [0, 0, 0], [4, 0, 0.5, -3, 1, Math.sqrt(0.75)], [0, 1]);
    expect(squaredAngularUpdate.measure(stepView({ after }))).toBeCloseTo(mean([0, 2, 0, 1]), 14);
  });

  test('is 0 for a step that decays only', () => {
    const { before } = stepView();
    const after = before.map(({ data, shape }) => ({ data: data.map((w) => 0.5 * w), shape }));
    expect(squaredAngularUpdate.measure(stepView({ after }))).toBe(0);
  });
});

test('loss is the mini-batch loss before the step', () => {
  expect(loss.measure(stepView({ loss: 0.125 }))).toBe(0.125);
});

describe('evaluation', () => {
  const { objective } = stepView();

  test('reads the named metric after the step', () => {
    const view = stepView({ after: tensors([4, 0, 0, 0], [0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0]) });
    expect(evaluation(objective, 'trainLoss').measure(view)).toBe(40);
    expect(evaluation(objective, 'testAccuracy').measure(view)).toBe(0.04);
    expect(evaluation(objective, 'testAccuracy').name).toBe('testAccuracy');
  });

  test('knows only what the objective evaluates', () => {
    expect(() => evaluation(objective, 'accuracy')).toThrow(ConfigurationError);
    expect(() => evaluation(objective, 'accuracy')).toThrow(/fake has no metric "accuracy"[^]*trainLoss, testAccuracy/);
    expect(() => evaluation({ ...objective, metrics: [] }, 'accuracy')).toThrow(/none/);
  });
});
