import { expect, test } from 'vitest';
import { selectsBySize } from '../../src/inference/size-selection.ts';
import { lars, sgd } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { ask, lawOf } from '../laws/asking.ts';
import { builtins } from './known.ts';

/** SGD of the entries that are chosen when a run starts. */
const choosing = (isChosen: (w: number, entry: number) => boolean): Optimizer<boolean[][]> => ({
  name: 'choosing',
  init: ({ parameters }) => parameters.map(({ data }) => Array.from(data, isChosen)),
  update: ({ parameters, gradients, state, learningRate, weightDecay }) =>
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++)
        if (state[i][j]) data[j] -= learningRate * (gradients[i].data[j] + weightDecay * data[j]);
    }),
});

const small = choosing((w) => Math.abs(w) < 1e-3) as Optimizer;
const place = choosing((_, entry) => entry > 0) as Optimizer;

test('small weights alone are trained, or some by their place', () => {
  expect(selectsBySize(small, 0)).toBe(true);
  expect(selectsBySize(place, 0)).toBe(false);
});

test.each([sgd, lars, ...builtins])('$name trains all', (optimizer) => expect(selectsBySize(optimizer, 0)).toBe(false));

test('what rests for its size refutes nothing, and what rests for its place does', () => {
  const question = { configurations: 10 };
  expect(ask(lawOf('first-step'), small, question)).toMatchObject({
    verdict: 'undecided',
    reason: expect.stringContaining('only where they are small') as string,
  });
  expect(ask(lawOf('first-step'), place, question)).toMatchObject({ verdict: 'refuted', cause: 'gradient-entry-dropped' });
});
