import { describe, expect, test } from 'vitest';
import { movesAsOne } from '../../src/inference/moves-as-one.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** SGD of gradients of which all those of a part are their mean; `part` of an entry, in a tensor with so many columns. */
const meaning = (part: (entry: number, columns: number) => number): Optimizer => ({
  name: 'meaning',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    parameters.forEach(({ data, shape }, i) => {
      const g = Array.from(gradients[i].data);
      const columns = shape.length > 1 ? data.length / shape[0] : data.length;
      for (let j = 0; j < data.length; j++) {
        const own = g.filter((_, k) => part(k, columns) === part(j, columns));
        data[j] -= (learningRate * own.reduce((sum, x) => sum + x, 0)) / own.length;
      }
    });
  },
});

describe('entries that move as one', () => {
  test.each([
    ['a vector', () => 0],
    ['a row', (entry: number, columns: number) => Math.floor(entry / columns)],
    ['a column', (entry: number, columns: number) => entry % columns],
  ])('%s', (_, part) => {
    expect(movesAsOne(meaning(part), 0)).toMatchObject({ cause: 'buffer-shared' });
  });

  test('do so in no optimizer that ships with the package', () => {
    for (const optimizer of [meaning((entry) => entry), ...optimizers])
      expect([optimizer.name, movesAsOne(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
