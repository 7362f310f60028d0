import { address, integer, rate } from '../../instruction';
import { both, minus, plus, times } from '../../pair';
import { WORD, loadPair, rounded, storePair } from '../../vector';

/** b ← μ b + share (g + λ w), w ← w − η b. Operands: w, g, b; count. Rates: η, λ, μ, 1 − dampening. */
export function heavyBall(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const bAt = address(operands, 2);
  const size = integer(operands, 3) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const momentum = both(rate(2));
  const share = both(rate(3));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const b = rounded(plus(times(momentum, loadPair(bAt + i)), times(share, plus(g, times(weightDecay, w)))));
    storePair(bAt + i, b);
    storePair(parameters + i, minus(w, times(learningRate, b)));
  }
}

/** b ← μ b + d, w ← w − η (d + μ b), d = g + λ w. Operands: w, g, b; count. Rates: η, λ, μ. */
export function nesterov(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const bAt = address(operands, 2);
  const size = integer(operands, 3) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const momentum = both(rate(2));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const b = rounded(plus(times(momentum, loadPair(bAt + i)), d));
    storePair(bAt + i, b);
    storePair(parameters + i, minus(w, times(learningRate, plus(d, times(momentum, b)))));
  }
}

/** y ← (1 − c) y + c z − η (1 − μ (1 − c)) d, z ← z − η d, d = g + λ y. Operands: w, g, z; count. Rates: η, λ, c, η (1 − μ (1 − c)). */
export function scheduleFreeSgd(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const zAt = address(operands, 2);
  const size = integer(operands, 3) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  const share = both(rate(2));
  const rest = both(1 - rate(2));
  const shortened = both(rate(3));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const d = plus(g, times(weightDecay, w));
    const z = loadPair(zAt + i);
    storePair(parameters + i, minus(plus(times(rest, w), times(share, z)), times(shortened, d)));
    storePair(zAt + i, minus(z, times(learningRate, d)));
  }
}
