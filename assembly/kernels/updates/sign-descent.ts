import { address, integer, rate } from '../../instruction';
import { both, minus, plus, sign, times } from '../../pair';
import { WORD, loadPair, storePair } from '../../vector';

/** w ← keep w − η sign(g). Operands: w, g; count. Rates: what decay leaves of w, η. */
export function signsgd(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  const keep = both(rate(0));
  const learningRate = both(rate(1));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    storePair(parameters + i, minus(times(keep, w), times(learningRate, sign(g))));
  }
}

/** w ← w − η sign(g + λ w). Operands: w, g; count. Rates: η, λ. */
export function signsgdL2(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    storePair(parameters + i, minus(w, times(learningRate, sign(plus(g, times(weightDecay, w))))));
  }
}

/** w ← keep w − η sign(β₁ m + (1 − β₁) g), m ← β₂ m + (1 − β₂) g. Operands: w, g, m; count. Rates: what decay leaves of w, η, β₁, β₂. */
export function lion(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const size = integer(operands, 3) * WORD;
  const keep = both(rate(0));
  const learningRate = both(rate(1));
  const beta1 = both(rate(2));
  const rest1 = both(1 - rate(2));
  const beta2 = both(rate(3));
  const rest2 = both(1 - rate(3));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    const m = loadPair(mAt + i);
    const direction = sign(plus(times(beta1, m), times(rest1, g)));
    storePair(parameters + i, minus(times(keep, w), times(learningRate, direction)));
    storePair(mAt + i, plus(times(beta2, m), times(rest2, g)));
  }
}
