import { describe, expect, test } from 'vitest';
import { kick, mixingTime } from '../../../src/laws/statistical/mixing-time.ts';
import { normal } from '../../../src/random/normal.ts';
import { stream } from '../../../src/random/stream.ts';

const rates = [0.16, 0.048, 0.01, 0.001];
const dimension = 10;

/** ‖ḡ‖²/S of normal noise on a sphere. */
function moment(source: ReturnType<typeof stream>): number {
  let sum = 0;
  for (let i = 1; i < dimension; i++) sum += normal(source) ** 2;
  return sum / (dimension - 1);
}

/** ln(η/ρᵃ) over its equilibrium value, step by step: Q⁺ = (1 − κ)²Q + (1 − (1 − κ)²)Z²Q^(1−a) for Q = (ρ/ρ*)². */
function course(exponent: number, rate: number, multiple: number, steps: number, square: () => number): number[] {
  const keep = (1 - rate) ** 2;
  let q = multiple ** 2;
  return Array.from({ length: steps }, () => {
    q = keep * q + (1 - keep) * square() * q ** (1 - exponent);
    return -(exponent / 2) * Math.log(q);
  });
}

describe('the time in which the norm is forgotten', () => {
  test.each(rates.flatMap((rate) => [1, 2, 4, 16, 1 / 4, 1 / 16, 1 / 256].map((multiple) => ({ rate, multiple }))))(
    'bounds the exact map, κ = $rate from $multiple ρ*',
    ({ rate, multiple }) => {
      const steps = Math.ceil(mixingTime(rate, [multiple]));
      expect(Math.abs(course(2, rate, multiple, steps, () => 1).at(-1)!)).toBeLessThan(0.002);
      // Steps of one length: for a start below, nothing is kicked.
      const free = course(1, rate, multiple, Math.ceil(mixingTime(rate, [Math.max(1, multiple)])), () => 1);
      expect(Math.abs(free.at(-1)!)).toBeLessThan(0.03);
    },
  );

  test.each(rates)('is no longer than it has to be: at half of it a start at 16 ρ* is still seen (κ = %d)', (rate) => {
    const steps = Math.floor(0.5 * mixingTime(rate, [16]));
    expect(course(2, rate, 16, steps, () => 1).at(-1)).toBeLessThan(-0.25);
  });

  test('grows as the logarithm of the start, and as 1/κ', () => {
    expect(mixingTime(0.01, [4]) * 0.01).toBeCloseTo(Math.log(4) + 1.5, 12);
    expect(mixingTime(0.001, [4, 1 / 4])).toBeCloseTo(10 * mixingTime(0.01, [4, 1 / 4]), 9);
  });

  test('a start far below is one above, where the first step takes it', () => {
    const [after] = course(2, 0.01, 1 / 256, 1, () => 1);
    expect(Math.exp(-after / 2) ** 2 / kick(0.01, 1 / 256) ** 2).toBeCloseTo(1, 1);
    expect(mixingTime(0.01, [1 / 256])).toBeCloseTo(mixingTime(0.01, [kick(0.01, 1 / 256)]), 9);
    expect(mixingTime(0.01, [1 / 4])).toBeLessThan(mixingTime(0.01, [4]));
  });

  test.each([4, 1 / 4])('holds under noise, whose kick spreads, in 400 runs from %d ρ*', (multiple) => {
    const source = stream('mixing time', multiple);
    for (const rate of [0.16, 0.02]) {
      const steps = Math.ceil(mixingTime(rate, [4, 1 / 4]));
      const ends = Array.from({ length: 400 }, (_, run) => {
        const noise = source.seek(run, Math.round(1 / rate));
        const path = course(2, rate, multiple, steps + 40, () => moment(noise));
        return path.slice(steps).reduce((sum, value) => sum + value, 0) / 40;
      });
      const mean = ends.reduce((sum, value) => sum + value, 0) / ends.length;
      // The mean of a logarithm lies off that of its argument by half its variance, 2κ·Var Z²/16.
      expect(Math.abs(mean)).toBeLessThan(0.03);
      expect(Math.max(...ends.map(Math.abs))).toBeLessThan(0.5);
    }
  });
});
