/** √n·sup |F̂ − F|: below 2.23 with probability 0.9999 if the sample has the distribution function F (Kolmogorov's limit law). */
export function kolmogorovDistance(sample: Float64Array, distribution: (x: number) => number): number {
  const sorted = sample.toSorted();
  let distance = 0;
  sorted.forEach((x, i) => {
    const expected = distribution(x);
    distance = Math.max(distance, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  });
  return Math.sqrt(sorted.length) * distance;
}

export const KOLMOGOROV_BOUND = 2.23;

/** Pearson's statistic of counts that are equally likely, as (χ² − ν)/√(2ν): standard normal but for a longer right tail. */
export function standardisedChiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

/** √n times the sample correlation: standard normal if the two are independent. */
export function standardisedCorrelation(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    xx += (value - meanX) ** 2;
    xy += (value - meanX) * (y[i] - meanY);
    yy += (y[i] - meanY) ** 2;
  });
  return (Math.sqrt(x.length) * xy) / Math.sqrt(xx * yy);
}
