import { median } from '../statistics/descriptive.ts';

/** Standard deviation within samples, by the median deviation from their medians, which rare failures leave alone. */
export function noiseOf(samples: readonly (readonly number[])[]): number {
  const deviations = samples
    .filter(({ length }) => length >= 2)
    .flatMap((values) => {
      const centre = median([...values]);
      return values.map((value) => Math.abs(value - centre) * Math.sqrt(values.length / (values.length - 1)));
    });
  return deviations.length === 0 ? 0 : 1.4826 * median(deviations);
}
