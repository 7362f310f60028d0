import { log } from '../../arithmetic/elementary.ts';

/** What of the time does not depend on the start, in units of 1/κ. */
const SETTLING = 1.5;

/**
 * Steps in which the norm is forgotten: where decay and gradient noise balance, no start is remembered after them.
 *
 *     T(r) = (ln r + 1.5)/κ,   r = max(1, ρ₀/ρ*, √(2κ) ρ* / ρ₀),   κ the share of the weights that decays in a step
 *
 * From above, decay alone takes ρ down as (1 − κ)ᵗ until it is near ρ*, hence ln r. What is left is then, for q = (ρ/ρ*)^2a:
 *
 *     SGD family (a = 2)    q⁺ − 1 = (1 − κ)⁴(q − 1)   to leading order, so q − 1 ≤ r⁴ e^(−4κT) = e^(−6)
 *     scale-free (a = 1)    q⁺ − 1 = (1 − κ)²(q − 1),                     so q − 1 ≤ r² e^(−2κT) = e^(−3)
 *
 * which moves ln(η/ρᵃ) by at most e^(−6)/2 = 0.001 and e^(−3)/2 = 0.025.
 *
 * From far below, a step of the SGD family is η‖ḡ‖/ρ₀ long and the weights are kicked there at once: with η²S = 2κρ*⁴ (momentum
 * included, whose first gradient moves the weights by η‖ḡ‖/((1 − μ)ρ₀) in all) that is Z √(2κ) ρ* / ρ₀ in units of ρ*, and decay takes
 * it down from there. Z = ‖ḡ‖/√S spreads the kick: by 1/√(2(d − 1)) in its logarithm under normal noise in d dimensions, so that T
 * spreads by as much in units of 1/κ; a start from which the kick stays below r for all Z < r ρ₀/(√(2κ) ρ*) needs no allowance for it.
 * From anywhere below ρ*, noise takes q up as 1 − e^(−4κt) or 1 − e^(−2κt): r = 1. Steps of a scale-free rule kick nothing.
 *
 * @param rate κ, in (0, 0.5)
 * @param multiples starts over the equilibrium norm, ρ₀/ρ*
 * @returns T, in steps
 *
 * Source: derived anew from the exact map Q⁺ = (1 − κ)²Q + η²‖ḡ‖²/Q of Q = ρ²; checked against it in test/laws/statistical.
 */
export function mixingTime(rate: number, multiples: readonly number[]): number {
  const furthest = Math.max(1, ...multiples.map((multiple) => Math.max(multiple, kick(rate, multiple))));
  return (log(furthest) + SETTLING) / rate;
}

/** Where the first step takes a start of the SGD family, over the equilibrium norm, for a gradient of the usual length. */
export function kick(rate: number, multiple: number): number {
  return Math.sqrt(2 * rate) / multiple;
}
