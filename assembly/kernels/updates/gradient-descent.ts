import { address, integer, rate } from '../../instruction';
import { both, minus, plus, times } from '../../pair';
import { WORD, loadPair, storePair } from '../../vector';

/** w ← w − η (g + λ w). Operands: w, g; count. Rates: η, λ. */
export function sgd(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  const learningRate = both(rate(0));
  const weightDecay = both(rate(1));
  for (let i = 0; i < size; i += 2 * WORD) {
    const w = loadPair(parameters + i);
    const g = loadPair(gradient + i);
    storePair(parameters + i, minus(w, times(learningRate, plus(g, times(weightDecay, w)))));
  }
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
