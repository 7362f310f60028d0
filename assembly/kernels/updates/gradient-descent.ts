import { address, integer, rate } from '../../instruction';
import { both, minus, times } from '../../pair';
import { WORD, add, loadPair, multiply, splat, storePair, subtract } from '../../vector';

/**
 * w ← w − η (g + λ w). Operands: w, g; count. Rates: η, λ.
 *
 * The one rule that computes in the precision of the storage: it runs most, and conversions would take four times as long as the
 * rule. The update is known to 2⁻²² of itself, the sum is rounded as it would be anyway.
 */
export function sgd(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  const learningRate = splat(<Real>rate(0));
  const weightDecay = splat(<Real>rate(1));
  // A cache line at a time: replicas begin at one.
  for (let i = 0; i < size; i += 64) {
    const w = parameters + i;
    const g = gradient + i;
    v128.store(w, descended(v128.load(w), v128.load(g), learningRate, weightDecay));
    v128.store(w, descended(v128.load(w, 16), v128.load(g, 16), learningRate, weightDecay), 16);
    v128.store(w, descended(v128.load(w, 32), v128.load(g, 32), learningRate, weightDecay), 32);
    v128.store(w, descended(v128.load(w, 48), v128.load(g, 48), learningRate, weightDecay), 48);
  }
}

function descended(w: v128, g: v128, learningRate: v128, weightDecay: v128): v128 {
  return subtract(w, multiply(learningRate, add(g, multiply(weightDecay, w))));
}

/** w ← keep w − η g. Operands: w, g; count. Rates: what decay leaves of w, η. */
export function sgdDecoupled(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  const keep = both(rate(0));
  const learningRate = both(rate(1));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    storePair(parameters + i, minus(times(keep, w), times(learningRate, g)));
  }
}
