import { describe, expect, test } from 'vitest';
import { optimizers } from '../../../src/optimizers/index.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { ask, expectHolds, expectRefuted, lawOf, planted, simplest, smallNetwork, subjectOf } from '../asking.ts';

const law = lawOf('determinism');
const seen = { ...simplest, shapes: [[3]], resumeAfter: 1 };

test('is claimed of every optimizer', () => {
  const { profile } = subjectOf(sgd);
  for (const optimizer of optimizers) expect(law.applies({ optimizer, profile }, smallNetwork)).toBe(true);
});

test.each(['sgd', 'heavy-ball', 'adamw', 'muon', 'schedule-free-sgd'])('%s is deterministic', (name) => {
  expectHolds(law, name);
});

describe('refutes', () => {
  test('a random number from a hidden generator', async () => {
    await expectRefuted(law, () => planted('sgd-random-noise'), {
      counterexample: { ...seen, steps: 1 },
      diagnosis: /hidden randomness/,
      elusive: true,
    });
  });

  test('state that is shared between instances', async () => {
    await expectRefuted(law, () => planted('adamw-shared-moments'), {
      counterexample: { ...seen, steps: 1 },
      diagnosis: /shared between instances|lives outside `state`/,
      elusive: true,
    });
  });

  test('sums of micro-batches that are shared between instances, which no memory of gradients explains', async () => {
    expect(ask(law, await planted('sgd-shared-accumulator')).diagnosis).toMatch(/shared between instances/);
  });

  test('state outside of the state, which a resumed run does not find', async () => {
    await expectRefuted(law, () => planted('sgd-resume-forgets-rate'), {
      counterexample: { ...seen, steps: 2 },
      diagnosis: /resumed from a copy of its state goes on otherwise/,
    });
  });

  test('changes of the gradients', async () => {
    const adding = {
      ...sgd,
      update: (given: Parameters<typeof sgd.update>[0]) => {
        given.gradients.forEach(({ data }, i) => data.forEach((g, j) => (data[j] = g + given.parameters[i].data[j])));
        sgd.update(given);
      },
    };
    const verdict = await expectRefuted(law, () => Promise.resolve(adding), {
      counterexample: { ...seen, steps: 1 },
      diagnosis: /gradients that are passed in are changed/,
    });
    expect(verdict.effect).toBe(Infinity);
  });

  test('a reference that is kept to the gradients of an earlier step', async () => {
    const keeping = {
      ...sgd,
      init: () => ({}) as { last?: unknown },
      update: (given: Parameters<typeof sgd.update>[0] & { state: { last?: typeof given.gradients } }) => {
        sgd.update({ ...given, gradients: given.state.last ?? given.gradients });
        given.state.last = given.gradients;
      },
    };
    await expectRefuted(law, () => Promise.resolve(keeping), {
      counterexample: { ...seen, steps: 2 },
      diagnosis: /the state refers to it, and has no copy/,
    });
  });
});
