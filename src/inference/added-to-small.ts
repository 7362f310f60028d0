import type { Optimizer } from '../optimizers/optimizer.ts';
import { explains, explainsNextStep, type DecayProbe } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';

/** So small that a gradient of λw is not clipped itself. */
const smallDecays: readonly number[] = [2 ** -12, 2 ** -11, 3 * 2 ** -13];

/**
 * Whether λw is added to gradients that are too small to be clipped or scaled, whatever is done to larger ones before.
 *
 * @param agreement largest error relative to the decay
 * @param size of the gradients
 * @param exempt shapes that are left out
 */
export function isAddedToSmall(
  optimizer: Optimizer,
  agreement: number,
  given: DecayProbe,
  size: number,
  exempt?: DecayHypothesis['exempt'],
): boolean {
  const coupled: DecayHypothesis = { kind: 'coupled', order: 'before', ...(exempt && { exempt }) };
  const probe = { ...given, size, decays: smallDecays };
  return explains(optimizer, coupled, agreement, probe) && explainsNextStep(optimizer, coupled, agreement, probe);
}
