import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkLaw } from '../../../src/suite/check-law.ts';
import { applies, expectHolds, expectRefuted, lawOf, loadModule, planted, simplest } from '../asking.ts';

const law = lawOf('partition-invariance');
const seen = { ...simplest, shapes: [[3]], steps: 1, idle: false };

describe('holds for', () => {
  test.each(['sgd', 'heavy-ball', 'adamw', 'lion', 'muon', 'lars', 'adafactor'])('%s', (name) => {
    expectHolds(law, name);
  });
});

describe('refutes', () => {
  test('the claim of being element-wise where a norm is used', async () => {
    await expectRefuted(law, () => planted('lars-claims-elementwise'), {
      // Steps of LARS are proportional to the weights, so η is the share of the weights that is drawn.
      counterexample: { ...seen, learningRate: 0.125, shapes: [[3], [3]] },
      diagnosis: /element-wise is claimed, but tensor 0 moves otherwise when it is one piece with the others/,
    });
  });

  test('buffers that instances share', async () => {
    await expectRefuted(law, () => planted('heavy-ball-shared-buffers'), {
      counterexample: seen,
      diagnosis: /shared between instances/,
      elusive: true,
    });
  });

  test('state keyed by position, once a tensor has no gradient', async () => {
    await expectRefuted(law, () => planted('adamw-state-by-position'), {
      counterexample: { ...seen, shapes: [[3], [3]], steps: 2, idle: true },
      diagnosis: /state keyed by position/,
    });
  });

  test('decay that is applied once for each group', async () => {
    await expectRefuted(law, () => planted('sgdw-decays-once-per-group'), {
      counterexample: { ...seen, shapes: [[3], [5, 2]] },
      diagnosis: /once for every tensor/,
    });
  });

  test('a mean over tensors', async () => {
    const load = () => loadModule(new URL('../../quality/further-bugs/sgd-tensor-count-divides.mjs', import.meta.url));
    await expectRefuted(law, load, {
      counterexample: { ...seen, shapes: [[3], [3]] },
      diagnosis: /tensor 0 of 2 moves otherwise in an instance of its own/,
    });
  });
});

describe('where an optimizer knows tensors by name', () => {
  /** Heavy-ball with one buffer for each key; steps are about the tensors that are listed. */
  const selective = (
    key: (tensor: number, place: number) => number,
    strict = false,
  ): Optimizer<{ buffers: number[][]; owners: number[] }> => ({
    name: 'selective',
    hyperparameters: { momentum: 0.9 },
    selective: true,
    init: () => ({ buffers: [], owners: [] }),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, listed }) {
      for (const [place, tensor] of (listed ?? parameters.map((_, i) => i)).entries()) {
        const { data: w } = parameters[tensor];
        const buffer = (state.buffers[key(tensor, place)] ??= Array.from(w, () => 0));
        if (strict && (state.owners[key(tensor, place)] ??= tensor) !== tensor) throw new Error('shapes differ');
        for (let j = 0; j < w.length; j++) {
          buffer[j] = hyperparameters.momentum * (buffer[j] ?? 0) + gradients[tensor].data[j] + weightDecay * w[j];
          w[j] -= learningRate * buffer[j];
        }
      }
    },
  });

  test('a list that changes from step to step does not matter', () => {
    expectHolds(
      law,
      selective((tensor) => tensor),
    );
  });

  /** Heavy-ball that goes on where a tensor is not on the list, or that stops where the first one is not. */
  const careless = (goesOn: boolean): Optimizer => {
    const inner = selective((tensor) => tensor);
    return {
      ...inner,
      update({ listed, ...given }) {
        if (listed?.includes(0) === false && !goesOn) return;
        inner.update({ ...given, ...(goesOn || listed === undefined ? {} : { listed }) });
      },
    };
  };

  test.each([
    [true, 'missing-gradient-as-zero'],
    [false, 'absent-tensor-counts'],
  ])('an absent tensor that moves (%s), or that stops the others, is refuted', async (goesOn, cause) => {
    const verdict = await checkLaw('partition-invariance', careless(goesOn), { seed: 2 });
    expect(verdict).toMatchObject({ verdict: 'refuted', cause });
  });

  test.each([
    [false, /moves otherwise when the list of the step changes \(without tensor 0 at step 2\): state is keyed by position/],
    [true, /a step without tensor 0 of 2 on its list fails .*shapes differ.* state is keyed by position/],
  ])('state that is keyed by the place in the list is refuted (throws: %s)', async (strict, diagnosis) => {
    const verdict = await checkLaw(
      'partition-invariance',
      selective((_, place) => place, strict),
      { seed: 2 },
    );
    expect(verdict).toMatchObject({ verdict: 'refuted', diagnosis: expect.stringMatching(diagnosis) });
  });
});

test('is claimed of everything but what couples tensors by design', () => {
  expect(applies(law, 'adam')).toBe(true);
  expect(applies(law, 'sgd-relative-clip')).toMatch(/exempt by contract/);
});
