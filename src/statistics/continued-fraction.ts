/**
 * The continued fraction 1 + a₁/(b₁ + a₂/(b₂ + …)), evaluated forwards until it stands still.
 *
 * @param numerator k ↦ aₖ, k = 1, 2, …
 * @param denominator k ↦ bₖ; 1 where it is left out
 *
 * Source: W. J. Lentz, Applied Optics 15, 1976, as modified by I. J. Thompson and A. R. Barnett, J. Comput. Phys. 64, 1986.
 *
 * @internal
 */
export function continuedFraction(numerator: (k: number) => number, denominator: (k: number) => number = () => 1): number {
  const tiny = 1e-300;
  let value = 1;
  let c = 1;
  let d = 0;
  // The fractions of this package need about √(largest parameter) terms.
  for (let k = 1; k < 1_000_000; k++) {
    const a = numerator(k);
    const b = denominator(k);
    d = b + a * d || tiny;
    c = b + a / c || tiny;
    d = 1 / d;
    const ratio = c * d;
    value *= ratio;
    if (Math.abs(ratio - 1) <= Number.EPSILON) break;
  }
  return value;
}
