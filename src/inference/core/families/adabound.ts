import type { Parts } from '../rule.ts';
import type { Family } from './family.ts';

/** η₀, where a rule has it for a constant. */
const usualRate = 1e-3;

/** What an option says of the final step size: a multiple of η, of η/η₀ with the first η₀ or a constant one, or the size itself. */
const readings: readonly ((final: number, rate: number, first: number) => number)[] = [
  (final) => final,
  (final, _, first) => final / first,
  (final, rate) => final / rate,
  (final) => final / usualRate,
];

/** Where no option says how fast the bounds close, or what they close on. */
const [usualSpeed, usualFinal] = [1e-3, 0.1];

/** Adam whose step sizes are kept between bounds that close on a final one. */
export const adabound: Family = {
  rank: 36,
  name: 'adabound',
  source: 'Luo et al. 2019, algorithms 2 and 3',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2, options) => bounded(options, beta1, beta2),
};

function bounded(options: readonly number[], beta1: number, beta2: number): readonly Parts[] {
  const others = options.filter((value) => value > 0 && value !== beta1 && value !== beta2);
  if (others.length === 0) return [];
  const speeds = [...others.filter((value) => value > 1e-6 && value < 1), usualSpeed];
  const finals = [...others.filter((value) => value > 1e-6), usualFinal];
  return speeds.flatMap((speed) =>
    finals.flatMap((final) =>
      readings.flatMap((reading) => {
        const limits: Parts['limits'] = (step, rate, first) => {
          const size = reading(final, rate, first);
          return [size * (1 - 1 / (speed * step + 1)), size * (1 + 1 / (speed * step))];
        };
        return [
          { beta1, beta2, limits },
          { beta1, beta2, limits, largest: 'before' as const },
        ];
      }),
    ),
  );
}
