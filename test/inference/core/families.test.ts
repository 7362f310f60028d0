import { expect, test } from 'vitest';
import { families } from '../../../src/inference/core/families/index.ts';
import type { Family } from '../../../src/inference/core/families/family.ts';
import { inferCore } from '../../../src/inference/core/infer-core.ts';
import { mistakes } from '../../../src/inference/core/mistakes.ts';
import { mover, type Mover } from '../../../src/inference/core/mover.ts';
import type { Parts } from '../../../src/inference/core/rule.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

/** An optimizer that makes the moves of a rule in parts. */
function optimizerOf(parts: Parts, beta3 = 0.9): Optimizer<number[][][]> {
  return {
    name: 'rule in parts',
    hyperparameters: { beta1: parts.outer ?? parts.beta1, beta2: parts.beta2, beta3 },
    init: ({ parameters }) => parameters.map(({ data }) => Array.from(data, () => [])),
    update({ parameters, gradients, state, learningRate, step }) {
      parameters.forEach(({ data: w, shape }, tensor) => {
        for (let j = 0; j < w.length; j++) {
          // The state is the history, from which each move is computed anew.
          state[tensor][j].push(gradients[tensor].data[j], learningRate);
          const move: Mover = mover(parts);
          let last = 0;
          for (let at = 1; at <= step; at++) {
            const [gradient, rate] = state[tensor][j].slice(2 * at - 2, 2 * at);
            const entry = { tensor, tensors: parameters.length, position: j, shape };
            last = move({ step: at, gradient, learningRate: rate, ...entry });
          }
          w[j] += last;
        }
      });
    },
  };
}

test('no two families have the same rank, so that their order decides nothing', () => {
  expect(new Set(families.map(({ rank }) => rank)).size).toBe(families.length);
});

test.each(families.map((family) => [`${family.name}, ${family.source}`, family] as const))(
  'finds %s in its own moves',
  (_, family) => {
    const [beta1, beta2] = family.name === 'lion' ? [0.9, 0.99] : [0.8, 0.97];
    const [parts] = [family.parts(beta1, beta2, [beta1, beta2, 0.9])].flat();
    const core = inferCore(optimizerOf(parts), {}, parts.fillsSecond === true ? 1 : 0);
    expect(core?.family).toBe(family.name);
    expect(core?.mistake).toBeUndefined();
  },
);

test('finds nadam where its one correction is that of the next step, and a mistake where both corrections are', () => {
  const [, ahead] = [families.find(({ rank }) => rank === 11)!.parts(0.8, 0.97, [])].flat();
  expect(inferCore(optimizerOf(ahead), {}, 0)).toMatchObject({ family: 'nadam', beta1: 0.8, beta2: 0.97 });
  expect(inferCore(optimizerOf(ahead), {}, 0)?.mistake).toBeUndefined();
  const late = inferCore(optimizerOf({ ...ahead, correct2: (step) => 1 - 0.97 ** (step + 1) }), {}, 0);
  expect(late?.mistake?.cause).toBe('correction-late');
});

test.each(families.flatMap(({ mistakes = [], name }) => mistakes.map((mistake) => [name, mistake.sentence, mistake] as const)))(
  'names in %s that %s',
  (_, sentence, mistake) => {
    const [parts] = [mistake.parts(0.8, 0.97, [0.8, 0.97, 0.9, 5])!].flat();
    const core = inferCore({ ...optimizerOf(parts), hyperparameters: { beta1: 0.8, beta2: 0.97, beta3: 0.9, alpha: 5 } }, {}, 0);
    expect(core?.mistake).toEqual({ cause: mistake.cause, sentence });
  },
);

test.each(
  mistakes.flatMap(({ cause, sentence, make }) => (cause === 'correction-per-tensor' ? [[sentence, make] as const] : [])),
)('names in Adam that %s', (sentence, make) => {
  const [adam] = families.filter(({ name }) => name === 'adam').flatMap(({ parts }) => parts(0.8, 0.97, [0.8, 0.97]));
  expect(inferCore(optimizerOf(make(adam)), {}, 0)?.mistake).toEqual({ cause: 'correction-per-tensor', sentence });
});

test('a family of one’s own explains what no other does', () => {
  const cubic: Family = {
    name: 'cubic root',
    source: 'this test',
    coefficients: 'both',
    parts: (beta1, beta2) => ({ beta1, beta2, divide: (direction, v) => (direction === 0 ? 0 : direction / Math.cbrt(v)) }),
  };
  const subject = optimizerOf([cubic.parts(0.9, 0.99, [])].flat()[0]);
  expect(inferCore(subject, {}, 0)).toBeUndefined();
  expect(inferCore(subject, {}, 0, [cubic])?.family).toBe('cubic root');
});
