import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Reference values of fixtures/oracles/statistics.py. */
export interface Oracle {
  readonly special: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly proportions: readonly {
    readonly successes: number;
    readonly trials: number;
    readonly confidence: number;
    readonly clopperPearson: readonly number[];
    readonly wilson: readonly number[];
  }[];
  readonly quantiles: {
    readonly values: readonly number[];
    readonly cases: readonly {
      readonly probability: number;
      readonly confidence: number;
      readonly quantile: number;
      readonly interval: readonly (number | null)[];
    }[];
  };
  readonly deviationBound: { readonly pilot: readonly number[]; readonly cases: readonly (readonly [number, number])[] };
  readonly welch: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly statistic: number;
    readonly degreesOfFreedom: number;
    readonly pValue: number;
    readonly interval: readonly number[];
  }[];
  /** n, difference in standard deviations, level, power */
  readonly welchPower: readonly (readonly [number, number, number, number])[];
  readonly kolmogorovSmirnov: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly statistic: number;
    readonly pValue: number;
  }[];
  readonly lines: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly ordinary: {
      readonly slope: number;
      readonly intercept: number;
      readonly standardError: number;
      readonly interval99: number[];
    };
    readonly theilSen: readonly {
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly slope: number;
      readonly intercept: number;
      readonly interval90: readonly number[];
    }[];
  };
  readonly chains: readonly {
    readonly draws: readonly (readonly number[])[];
    readonly splitRHat: number;
    readonly rankNormalisedSplitRHat: number;
    readonly bulkEffectiveSampleSize: number;
    readonly splitEffectiveSampleSize: number;
  }[];
  readonly batchMeans: { readonly batches: number; readonly mean: number; readonly standardError: number };
  readonly bootstrap: readonly {
    readonly statistic: 'mean' | 'median';
    readonly values: readonly number[];
    readonly resamples: number;
    readonly confidence: number;
    readonly standardError: number;
    readonly percentile: readonly number[];
    readonly bca: readonly number[];
  }[];
  readonly betting: readonly {
    readonly values: readonly number[];
    readonly threshold: number;
    readonly lower: number;
    readonly upper: number;
    readonly atMost: number;
    readonly atLeast: number;
  }[];
  readonly confidenceSequence: { readonly alpha: number; readonly interval: readonly [number, number] };
}

export const oracle: Oracle = JSON.parse(
  readFileSync(new URL('../../fixtures/oracles/statistics.json', import.meta.url), 'utf8'),
);

/** Asserts |actual − expected| ≤ tolerance · |expected|. */
export function expectRelative(actual: number, expected: number, tolerance: number): void {
  const error = expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
  expect(error, `${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);
}
