import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

/** `eval()` and back to `train()` between steps, as a validation in the middle of training does, and each of them again. */
export const modes: Drive = {
  id: 'modes',
  title: 'eval() and train() come between steps',
  complete: (way, { steps }) => ({ ...way, evaluate: steps.flatMap((_, i) => (i > 0 && i % 2 === 0 ? [i + 1] : [])) }),
  compare: (optimizer, problem, ways) =>
    likePlain(
      optimizer,
      problem,
      ways.map((way) => modes.complete!(way, problem)),
      false,
      () => ({
        cause: 'mode-changes-weights',
        diagnosis:
          'eval() and train(), called several times each, change the run: a validation moves the weights, or a second call of one of them does',
      }),
    ),
};
