import { describe, expect, test } from 'vitest';
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

test('is claimed of everything but what couples tensors by design', () => {
  expect(applies(law, 'adam')).toBe(true);
  expect(applies(law, 'sgd-relative-clip')).toMatch(/exempt by contract/);
});
