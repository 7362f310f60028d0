import { describe, expect, test } from 'vitest';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { batchMeans } from '../../src/statistics/batch-means.ts';
import { splitChains } from '../../src/statistics/chains.ts';
import {
  bulkEffectiveSampleSize,
  effectiveSampleSize,
  integratedAutocorrelationTime,
} from '../../src/statistics/effective-sample-size.ts';
import { rankNormalise } from '../../src/statistics/rank-normalise.ts';
import { rankNormalisedSplitRHat, splitRHat } from '../../src/statistics/split-r-hat.ts';
import { expectRelative, oracle } from './oracle.ts';

function autoregression(phi: number, length: number, replica: number): Float64Array {
  const noise = stream(11, 'autoregression', phi).seek(replica, 0);
  const series = new Float64Array(length);
  let x = normal(noise);
  for (let t = 0; t < length; t++) series[t] = x = phi * x + Math.sqrt(1 - phi * phi) * normal(noise);
  return series;
}

describe('against arviz', () => {
  test.each(oracle.chains)('chains with R̂ = $splitRHat', (expected) => {
    expectRelative(splitRHat(expected.draws), expected.splitRHat, 1e-12);
    expectRelative(rankNormalisedSplitRHat(expected.draws), expected.rankNormalisedSplitRHat, 1e-12);
    // Where chains disagree, correlations stay positive to the last lag, and arviz leaves out the last pair.
    const tolerance = expected.splitRHat > 1.1 ? 0.02 : 1e-10;
    expectRelative(bulkEffectiveSampleSize(expected.draws), expected.bulkEffectiveSampleSize, tolerance);
    expectRelative(effectiveSampleSize(splitChains(expected.draws)), expected.splitEffectiveSampleSize, tolerance);
  });

  test('batch means, against numpy', () => {
    const result = batchMeans(oracle.chains[0].draws[0], oracle.batchMeans.batches);
    expectRelative(result.mean, oracle.batchMeans.mean, 1e-12);
    expectRelative(result.standardError, oracle.batchMeans.standardError, 1e-12);
  });
});

describe('where the answer is known', () => {
  test.each([
    [0.9, 19],
    [0.5, 3],
    [0, 1],
    [-0.5, 1 / 3],
  ])('an AR(1) series with φ = %d has τ = (1 + φ)/(1 − φ) = %d', (phi, tau) => {
    expectRelative(integratedAutocorrelationTime(autoregression(phi, 50_000, 0)), tau, 0.2);
  });

  test('batch means give the standard error of an AR(1) mean', () => {
    const series = autoregression(0.9, 100_000, 1);
    expectRelative(batchMeans(series, 100).standardError, Math.sqrt(19 / 100_000), 0.25);
  });

  test('chains from far starts that have not met are seen, and those that have are passed', () => {
    const mixed = [0, 1, 2, 3].map((replica) => autoregression(0.9, 2_000, replica));
    expect(rankNormalisedSplitRHat(mixed)).toBeLessThan(1.05);
    expect(rankNormalisedSplitRHat(mixed.map((chain, m) => chain.map((x) => x + m)))).toBeGreaterThan(1.1);
    const drifting = mixed.map((chain) => chain.map((x, t) => x + t / 500));
    expect(splitRHat(drifting)).toBeGreaterThan(1.1);
  });

  test('chains that never move', () => {
    expect(splitRHat([Array(10).fill(1), Array(10).fill(1)])).toBe(1);
    expect(splitRHat([Array(10).fill(1), Array(10).fill(2)])).toBe(Infinity);
    expect(effectiveSampleSize([Array(10).fill(1)])).toBe(10);
  });

  test('ranks: ties share a score, and the scores are symmetric', () => {
    const [[a, b], [c, d]] = rankNormalise([
      [5, 1],
      [1, -7],
    ]);
    expect(b).toBe(c);
    expect(a).toBeCloseTo(-d, 14);
    expect(d).toBeLessThan(b);
  });
});

test('bad input', () => {
  expect(() => splitRHat([])).toThrow(expect.objectContaining({ code: 'SAMPLE_TOO_SMALL' }));
  expect(() =>
    splitRHat([
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5],
    ]),
  ).toThrow(expect.objectContaining({ code: 'UNEQUAL_CHAINS' }));
  expect(() => effectiveSampleSize([[1, 2, NaN, 4]])).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }));
  expect(() => batchMeans([1, 2, 3], 4)).toThrow(expect.objectContaining({ code: 'SAMPLE_TOO_SMALL' }));
});
