import { address, integer, rate } from '../../instruction';
import { both, minus, over, plus, root, times } from '../../pair';
import { WORD, loadPair, rounded, storePair } from '../../vector';

/** Adam with λ w in the gradient. Operands: w, g, m, v; count. Rates: η/(1 − β₁ᵗ), λ, β₁, β₂, √(1 − β₂ᵗ), ε. */
export function adam(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const vAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const rest2 = both(1 - rate(3));
  const correction = both(rate(4));
  const epsilon = both(rate(5));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const m = rounded(plus(times(beta1, loadPair(mAt + i)), times(rest1, d)));
    storePair(mAt + i, m);
    const v = rounded(plus(times(beta2, loadPair(vAt + i)), times(times(rest2, d), d)));
    storePair(vAt + i, v);
    storePair(parameters + i, minus(w, over(times(learningRate, m), plus(over(root(v), correction), epsilon))));
  }
}

/** Adam beside w ← keep w. Operands: w, g, m, v; count. Rates: η/(1 − β₁ᵗ), what decay leaves of w, β₁, β₂, √(1 − β₂ᵗ), ε. */
export function adamDecoupled(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const vAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const learningRate = both(rate(0));
  const keep = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const rest2 = both(1 - rate(3));
  const correction = both(rate(4));
  const epsilon = both(rate(5));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const m = rounded(plus(times(beta1, loadPair(mAt + i)), times(rest1, g)));
    storePair(mAt + i, m);
    const v = rounded(plus(times(beta2, loadPair(vAt + i)), times(times(rest2, g), g)));
    storePair(vAt + i, v);
    storePair(parameters + i, minus(times(keep, w), over(times(learningRate, m), plus(over(root(v), correction), epsilon))));
  }
}

/** Adam with the largest v so far. Operands: w, g, m, v, s; count. Rates: η/(1 − β₁ᵗ), λ, β₁, β₂, √(1 − β₂ᵗ), ε. */
export function amsgrad(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const vAt = address(operands, 3);
  const sAt = address(operands, 4);
  const size = integer(operands, 5) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const rest2 = both(1 - rate(3));
  const correction = both(rate(4));
  const epsilon = both(rate(5));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const m = rounded(plus(times(beta1, loadPair(mAt + i)), times(rest1, d)));
    storePair(mAt + i, m);
    const v = rounded(plus(times(beta2, loadPair(vAt + i)), times(times(rest2, d), d)));
    storePair(vAt + i, v);
    const s = f64x2.max(loadPair(sAt + i), v);
    storePair(sAt + i, s);
    storePair(parameters + i, minus(w, over(times(learningRate, m), plus(over(root(s), correction), epsilon))));
  }
}

/** Adam with a look ahead. Operands: w, g, m, v; count. Rates: rate of d, λ, β₁, β₂, √(1 − β₂ᵗ), ε, rate of m. */
export function nadam(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const vAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const gradientRate = both(rate(0));
  const weightDecay = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const rest2 = both(1 - rate(3));
  const correction = both(rate(4));
  const epsilon = both(rate(5));
  const momentumRate = both(rate(6));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const m = rounded(plus(times(beta1, loadPair(mAt + i)), times(rest1, d)));
    storePair(mAt + i, m);
    const v = rounded(plus(times(beta2, loadPair(vAt + i)), times(times(rest2, d), d)));
    storePair(vAt + i, v);
    storePair(
      parameters + i,
      minus(w, over(plus(times(gradientRate, d), times(momentumRate, m)), plus(over(root(v), correction), epsilon))),
    );
  }
}

/** Adam once v is known well enough. Operands: w, g, m, v; count. Rates: η/(1 − β₁ᵗ), λ, β₁, β₂, ε, 1, or 0 in the first steps, which are momentum alone. */
export function radam(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const vAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const rest2 = both(1 - rate(3));
  const epsilon = both(rate(4));
  const rectified = both(rate(5));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const m = rounded(plus(times(beta1, loadPair(mAt + i)), times(rest1, d)));
    storePair(mAt + i, m);
    const v = rounded(plus(times(beta2, loadPair(vAt + i)), times(times(rest2, d), d)));
    storePair(vAt + i, v);
    const denominator = f64x2.max(minus(both(1), rectified), times(rectified, plus(root(v), epsilon)));
    storePair(parameters + i, minus(w, over(times(learningRate, m), denominator)));
  }
}

/** Adam with a decaying maximum. Operands: w, g, m, u; count. Rates: η/(1 − β₁ᵗ), λ, β₁, β₂, ε. */
export function adamax(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const uAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const epsilon = both(rate(4));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const m = rounded(plus(times(beta1, loadPair(mAt + i)), times(rest1, d)));
    storePair(mAt + i, m);
    const u = rounded(f64x2.max(times(beta2, loadPair(uAt + i)), plus(f64x2.abs(d), epsilon)));
    storePair(uAt + i, u);
    storePair(parameters + i, minus(w, over(times(learningRate, m), u)));
  }
}
