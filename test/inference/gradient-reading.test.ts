import { describe, expect, test } from 'vitest';
import { idleGradient } from '../../src/inference/gradient-reading.ts';
import { adafactor } from '../../src/optimizers/adafactor.ts';
import { muon } from '../../src/optimizers/muon.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { optimizers } from '../../src/optimizers/index.ts';

/** The optimizer, given the gradients that another list of them says. */
function given(optimizer: Optimizer, choose: (seen: Float64Array[][]) => Float64Array[]): Optimizer {
  return {
    ...optimizer,
    init: (problem) => ({ inner: optimizer.init(problem), seen: [] }),
    update(context) {
      const { inner, seen } = context.state;
      seen.push(context.gradients.map(({ data }) => Float64Array.from(data)));
      const gradients = choose(seen).map((data, i) => ({ ...context.gradients[i], data }));
      optimizer.update({ ...context, gradients, state: inner });
    },
  };
}

describe('a gradient that has no part in its own step', () => {
  test.each([adafactor, muon])('acts late in $name that is given the one before', (optimizer) => {
    expect(
      idleGradient(
        given(optimizer, (seen) => seen.at(-2) ?? seen[0]),
        0,
        1,
      )?.cause,
    ).toBe('gradient-late');
  });

  test.each([adafactor, muon])('never acts in $name that is given the first one for ever', (optimizer) => {
    expect(
      idleGradient(
        given(optimizer, ([first]) => first),
        0,
        1,
      )?.cause,
    ).toBe('gradient-first-kept');
  });

  test.each(optimizers)('is not found in $name', (optimizer) => {
    expect(idleGradient(optimizer, 0, 1)).toBeUndefined();
  });
});
