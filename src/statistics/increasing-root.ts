import { ConfigurationError } from '../arithmetic/configuration-error.ts';

/**
 * The root of an increasing function between two points where its sign differs.
 *
 * Inverse quadratic interpolation where three points vouch for it, bisection elsewhere, so a bracket is kept at every step.
 *
 * @param f increasing (or at least: negative at `low` and positive at `high`)
 * @param low left end of the bracket
 * @param high right end of the bracket
 * @returns x with f(x) ≈ 0, exact to about two units in the last place of x
 * @throws ConfigurationError `NO_ROOT` when f has the same sign at both ends
 *
 * Source: T. R. Chandrupatla, A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
 * using derivatives, Advances in Engineering Software 28, 1997.
 *
 * @internal
 */
export function increasingRoot(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [high, low];
  let [fa, fb] = [f(a), f(b)];
  if (!(fb <= 0 && fa >= 0)) {
    throw new ConfigurationError('NO_ROOT', `f(${low}) = ${fb} and f(${high}) = ${fa} do not enclose a root`);
  }
  let [c, fc] = [a, fa];
  let t = 0.5;
  // 2100 halvings separate any two doubles; in practice 8 to 15 evaluations suffice.
  for (let evaluations = 0; evaluations < 2200; evaluations++) {
    const x = a + t * (b - a);
    const fx = f(x);
    if (fx > 0 === fa > 0) [c, fc] = [a, fa];
    else [c, fc, b, fb] = [b, fb, a, fa];
    [a, fa] = [x, fx];
    const [best, fbest] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb];
    const least = (2 * Number.EPSILON * Math.abs(best) + Number.MIN_VALUE) / Math.abs(b - c);
    if (fbest === 0 || least > 0.5) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    t =
      phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi
        ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb))
        : 0.5;
    t = Math.min(1 - least, Math.max(least, t));
  }
  return a;
}
