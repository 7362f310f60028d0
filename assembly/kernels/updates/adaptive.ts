import { address, integer, rate } from '../../instruction';
import { both, minus, over, plus, root, times } from '../../pair';
import { WORD, loadPair, rounded, storePair } from '../../vector';

/** v ← v + d², w ← w − η d/(√(v₀ + v) + ε), d = g + λ w. Operands: w, g, v; count. Rates: η, λ, v₀, ε. */
export function adagrad(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const vAt = address(operands, 2);
  const size = integer(operands, 3) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const initial = both(rate(2));
  const epsilon = both(rate(3));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const v = rounded(plus(loadPair(vAt + i), times(d, d)));
    storePair(vAt + i, v);
    storePair(parameters + i, minus(w, over(times(learningRate, d), plus(root(plus(initial, v)), epsilon))));
  }
}

/** v ← α v + (1 − α) d², b ← μ b + d/(√v + ε), w ← w − η b, d = g + λ w. Operands: w, g, v, b; count. Rates: η, λ, α, μ, ε. */
export function rmsprop(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const vAt = address(operands, 2);
  const bAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const alpha = both(rate(2));
  const rest = both(1 - rate(2));
  const momentum = both(rate(3));
  const epsilon = both(rate(4));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const v = rounded(plus(times(alpha, loadPair(vAt + i)), times(times(rest, d), d)));
    storePair(vAt + i, v);
    const b = rounded(plus(times(momentum, loadPair(bAt + i)), over(d, plus(root(v), epsilon))));
    storePair(bAt + i, b);
    storePair(parameters + i, minus(w, times(learningRate, b)));
  }
}

/** v ← ρ v + (1 − ρ) d², b ← μ b + η d/√(v + ε), w ← w − b, d = g + λ w. Operands: w, g, v, b; count. Rates: η, λ, ρ, μ, ε. */
export function rmspropTf(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const vAt = address(operands, 2);
  const bAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const rho = both(rate(2));
  const rest = both(1 - rate(2));
  const momentum = both(rate(3));
  const epsilon = both(rate(4));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const v = rounded(plus(times(rho, loadPair(vAt + i)), times(times(rest, d), d)));
    storePair(vAt + i, v);
    const b = rounded(plus(times(momentum, loadPair(bAt + i)), over(times(learningRate, d), root(plus(v, epsilon)))));
    storePair(bAt + i, b);
    storePair(parameters + i, minus(w, b));
  }
}

/** v ← ρ v + (1 − ρ) d², u = d √(a + ε)/√(v + ε), a ← ρ a + (1 − ρ) u², w ← w − η u, d = g + λ w. Operands: w, g, v, a; count. Rates: η, λ, ρ, ε. */
export function adadelta(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const vAt = address(operands, 2);
  const aAt = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const rho = both(rate(2));
  const rest = both(1 - rate(2));
  const epsilon = both(rate(3));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const v = rounded(plus(times(rho, loadPair(vAt + i)), times(times(rest, d), d)));
    storePair(vAt + i, v);
    const a = loadPair(aAt + i);
    const u = over(times(d, root(plus(a, epsilon))), root(plus(v, epsilon)));
    storePair(aAt + i, plus(times(rho, a), times(times(rest, u), u)));
    storePair(parameters + i, minus(w, times(learningRate, u)));
  }
}
