import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { cos, log, pow, sin } from '../arithmetic/elementary.ts';
import type { FloatArray } from '../arithmetic/tensor.ts';
import { exponential, openUniform } from './exponential.ts';
import type { Stream } from './stream.ts';

const PI = 3.141592653589793;
const HALF_PI = 1.5707963267948966;

/**
 * A number with the standard α-stable distribution S(α, β, scale 1, location 0), in the parametrisation S₁.
 *
 * Its characteristic function is exp(−|t|^α (1 − i β sgn(t) tan(πα/2))) for α ≠ 1 and exp(−|t| (1 + i β (2/π) sgn(t) ln|t|)) for
 * α = 1. With V uniform on (−π/2, π/2), W exponential and tan θ = β tan(πα/2), for α ≠ 1
 *
 *     X = sin(αV + θ) / (cos θ · cos V)^(1/α) · (cos((1 − α)V − θ) / W)^((1 − α)/α)
 *
 * α = 2 is the normal distribution of variance 2, and α = 1, β = 0 the Cauchy distribution.
 *
 * @param stream source, moved on by four words
 * @param alpha index of stability, 0 < α ≤ 2: moments of order α and above are infinite (for α < 2). Numbers overflow to ±Infinity
 *   if α is very small
 * @param beta skewness, −1 ≤ β ≤ 1; 0, which is symmetric, if left out. For β ≠ 0 the location of the S₁ form runs away as α → 1
 * @throws ConfigurationError `STABLE_PARAMETERS`
 *
 * @example
 * ```ts
 * const heavy = alphaStable(stream(1, 'noise'), 1.5);
 * expect(Number.isFinite(heavy)).toBe(true);
 * ```
 *
 * Sources: J. M. Chambers, C. L. Mallows, B. W. Stuck, JASA 71, 1976; with the correction of R. Weron, Stat. Probab. Lett. 28,
 * 1996. sin and cos of θ come from its tangent, so that no arctangent is needed.
 */
export function alphaStable(stream: Stream, alpha: number, beta: number = 0): number {
  return fillAlphaStable(stream, single, alpha, beta)[0];
}

const single = new Float64Array(1);

/**
 * Fills an array with independent α-stable numbers: those that as many calls of `alphaStable` give.
 *
 * @param stream source
 * @param out array, overwritten
 * @param alpha index of stability
 * @param beta skewness
 * @returns `out`
 *
 * @example
 * ```ts
 * const noise = fillAlphaStable(stream(1, 'noise'), new Float64Array(4), 1.5);
 * expect(noise.every(Number.isFinite)).toBe(true);
 * ```
 */
export function fillAlphaStable<Out extends FloatArray>(stream: Stream, out: Out, alpha: number, beta: number = 0): Out {
  if (!(alpha > 0 && alpha <= 2 && beta >= -1 && beta <= 1)) {
    throw new ConfigurationError('STABLE_PARAMETERS', `received α = ${alpha} and β = ${beta}; expected 0 < α ≤ 2 and −1 ≤ β ≤ 1`);
  }
  if (alpha === 1) {
    for (let i = 0; i < out.length; i++) out[i] = stableAtOne(stream, beta);
    return out;
  }
  const tangent = beta === 0 ? 0 : (beta * sin(HALF_PI * alpha)) / cos(HALF_PI * alpha);
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (let i = 0; i < out.length; i++) {
    const v = PI * (openUniform(stream) - 0.5);
    const w = exponential(stream);
    const av = alpha * v;
    const rest = v - av;
    const direction = sin(av) * cosine + cos(av) * sine;
    // Rounding must not push it below 0, where it ends if |β| = 1.
    const weight = Math.max(0, cos(rest) * cosine + sin(rest) * sine);
    out[i] = (direction / pow(cosine * cos(v), 1 / alpha)) * pow(weight / w, (1 - alpha) / alpha);
  }
  return out;
}

function stableAtOne(stream: Stream, beta: number): number {
  const v = PI * (openUniform(stream) - 0.5);
  const w = exponential(stream);
  const tangent = sin(v) / cos(v);
  if (beta === 0) return tangent;
  const shifted = HALF_PI + beta * v;
  return (shifted * tangent - beta * log((HALF_PI * w * cos(v)) / shifted)) / HALF_PI;
}
