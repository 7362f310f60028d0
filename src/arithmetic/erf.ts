import { exp } from './exp.ts';

/**
 * The error function, 2/√π ∫₀ˣ e^(−t²) dt, the same bits on every machine.
 *
 * Below 0.875 a polynomial; above it 1 − e^(−x²) Q(u), u = (x − 2)/(x + 2), where Q approximates the scaled complementary error
 * function in the variable of M. M. Shepherd and J. G. Laframboise, Math. Comp. 36, 1981.
 *
 * @param x any number
 * @returns erf x, less than 2 units in the last place from the exact value; x itself at ±0, ±1 at ±Infinity, NaN at NaN
 *
 * @example
 * ```ts
 * expect(erf(Infinity)).toBe(1);
 * ```
 */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude >= 6) return x > 0 ? 1 : -1;
  if (magnitude < 0.875) {
    const t = x * x;
    return x + x * polynomial(NEAR_ZERO, t);
  }
  if (x !== x) return x;
  const value = 1 - exp(-magnitude * magnitude) * polynomial(SCALED_COMPLEMENT, (magnitude - 2) / (magnitude + 2));
  return x < 0 ? -value : value;
}

const NEAR_ZERO = Float64Array.of(
  0.12837916709551256,
  -0.3761263890318304,
  0.1128379167091783,
  -0.026866170637514133,
  0.005223977545559434,
  -8.548322128192329e-4,
  1.2055145523632907e-4,
  -1.492102315426167e-5,
  1.6388270378106895e-6,
  -1.5624735838207127e-7,
  1.0471034556935036e-8,
);

const SCALED_COMPLEMENT = Float64Array.of(
  0.25539567631050575,
  -0.4271858474139584,
  0.24165819424246643,
  -0.07897858101573403,
  0.0037328924043314757,
  0.006997461739354603,
  -8.471432511877995e-4,
  -9.81977032113723e-4,
  4.355561260436118e-5,
  1.743612676633818e-4,
  2.7525256917558437e-5,
  -2.7580846717975556e-5,
  -1.3965449891457028e-5,
  1.3968768702822562e-6,
  3.7734873402560146e-6,
  1.176263993561465e-6,
  -4.945955251157109e-7,
  -4.5025335207702344e-7,
);

function polynomial(coefficients: Float64Array, x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}
