import { address, integer, rate } from '../../instruction';
import { norm } from '../../norm';
import { both, minus, over, plus, root, times } from '../../pair';
import { WORD, loadPair, rounded, storePair } from '../../vector';

// Tensors lie side by side without gaps: what is done for each of them goes number by number, what is done for all in pairs.

/** out = ‖x‖. Operands: x, out (float64); count. */
export function tensorNorm(operands: usize): void {
  store<f64>(address(operands, 1), norm<Real>(address(operands, 0), integer(operands, 2)));
}

/**
 * b ← μ b + ηₗ (g + λ w), w ← w − b with ηₗ = η κ ‖w‖ / (‖g‖ + λ ‖w‖ + ε), for one tensor. Operands: w, g, b; count. Rates: η, λ, μ,
 * κ, ε.
 */
export function lars(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const bAt = address(operands, 2);
  const count = integer(operands, 3);
  const weightDecay = rate(1);
  const momentum = rate(2);
  const length = norm<Real>(parameters, count);
  const resistance = norm<Real>(gradient, count) + weightDecay * length + rate(4);
  const localRate = length > 0 && resistance > 0 ? (rate(0) * rate(3) * length) / resistance : rate(0);
  const size = count * WORD;
  for (let i = 0; i < size; i += WORD) {
    const w = <f64>load<Real>(parameters + i);
    const g = <f64>load<Real>(gradient + i);
    const b = <Real>(momentum * <f64>load<Real>(bAt + i) + localRate * (g + weightDecay * w));
    store<Real>(bAt + i, b);
    store<Real>(parameters + i, <Real>(w - <f64>b));
  }
}

/**
 * r = m̂ / (√v̂ + ε) + λ w with Adam's moments. Operands: w, g, m, v, r (float64); count. Rates: η, λ, β₁, β₂, 1 − β₁ᵗ, √(1 − β₂ᵗ), ε.
 */
export function lambDirection(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const vAt = address(operands, 3);
  const r = address(operands, 4);
  const count = integer(operands, 5);
  const weightDecay = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const rest2 = both(1 - rate(3));
  const correction1 = both(rate(4));
  const correction2 = both(rate(5));
  const epsilon = both(rate(6));
  for (let j = 0; j < count; j += 2) {
    const i = j * WORD;
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const m = rounded(plus(times(beta1, loadPair(mAt + i)), times(rest1, g)));
    storePair(mAt + i, m);
    const v = rounded(plus(times(beta2, loadPair(vAt + i)), times(times(rest2, g), g)));
    storePair(vAt + i, v);
    const adaptive = over(over(m, correction1), plus(over(root(v), correction2), epsilon));
    v128.store(r + (j << 3), plus(adaptive, times(weightDecay, w)));
  }
}

/** w ← w − η ‖w‖ r / ‖r‖ for one tensor. Operands: w, r (float64); count. Rates: as for `lambDirection`. */
export function lambStep(operands: usize): void {
  const parameters = address(operands, 0);
  const r = address(operands, 1);
  const count = integer(operands, 2);
  const length = norm<Real>(parameters, count);
  const stride = norm<f64>(r, count);
  const localRate = length > 0 && stride > 0 ? (rate(0) * length) / stride : rate(0);
  for (let j = 0; j < count; j++) {
    const w = parameters + j * WORD;
    store<Real>(w, <Real>(<f64>load<Real>(w) - localRate * load<f64>(r + (j << 3))));
  }
}

/**
 * w ← keep w − η g min(1, √(2λ/η) ‖w‖ / ‖g‖). Operands: w, g, ‖w‖ of each tensor, ‖g‖ of each tensor (float64); count, tensors. Rates:
 * keep, η, √(2λ/η), or 0 where nothing is clipped.
 */
export function sgdRelativeClip(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const size = integer(operands, 4) * WORD;
  const tensors = integer(operands, 5);
  const limit = rate(2) * norm<f64>(address(operands, 2), tensors);
  const length = norm<f64>(address(operands, 3), tensors);
  const share = both(rate(2) > 0 && length > limit ? limit / length : 1);
  const keep = both(rate(0));
  const learningRate = both(rate(1));
  for (let i = 0; i < size; i += 2 * WORD) {
    const step = times(learningRate, times(share, loadPair(gradient + i)));
    storePair(parameters + i, minus(times(keep, loadPair(parameters + i)), step));
  }
}
