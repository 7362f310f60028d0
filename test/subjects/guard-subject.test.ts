import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { guardSubject } from '../../src/subjects/guard-subject.ts';
import { SubjectError } from '../../src/subjects/subject-error.ts';

const plain: Optimizer = { name: 'plain', init: () => ({ calls: 0 }), update() {} };
const updateWith = (optimizer: Optimizer, step: number): void =>
  optimizer.update({ parameters: [], gradients: [], state: {}, learningRate: 1, weightDecay: 0, hyperparameters: {}, step });

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

describe('a guarded subject', () => {
  test('keeps every field and calls the original with its own this', () => {
    class Counting {
      name = 'counting';
      hyperparameters = { momentum: 0.9 };
      microBatches = 2;
      calls = 0;
      init(): object {
        return {};
      }
      update(): void {
        this.calls++;
      }
    }
    const original = new Counting();
    const guarded = guardSubject(original);
    updateWith(guarded, 1);
    expect(original.calls).toBe(1);
    expect(guarded).toMatchObject({ name: 'counting', hyperparameters: { momentum: 0.9 }, microBatches: 2 });
    expect('contract' in guarded).toBe(false);
  });

  test('turns what it throws into an error that names the function and the step, with its cause', () => {
    const cause = new RangeError('step 7 is not supported');
    const throwing = guardSubject({
      ...plain,
      update: ({ step }) => {
        if (step === 7) throw cause;
      },
    });
    updateWith(throwing, 6);
    const thrown = thrownBy(() => updateWith(throwing, 7));
    expect(thrown).toBeInstanceOf(SubjectError);
    expect(thrown).toMatchObject({
      code: 'SUBJECT_THROWS',
      message: 'plain throws in update at step 7: RangeError: step 7 is not supported',
      call: { function: 'update', step: 7 },
      cause,
    });
    const initialising = guardSubject({
      ...plain,
      init: () => {
        // A subject may throw anything.
        // eslint-disable-next-line no-throw-literal
        throw 'no cheese';
      },
    });
    expect(() => initialising.init({ parameters: [] })).toThrow('plain throws in init: no cheese');
  });

  test('refuses promises, from init and from update', () => {
    const promising = guardSubject({ ...plain, init: () => Promise.resolve({}), update: () => Promise.resolve() as never });
    expect(thrownBy(() => promising.init({ parameters: [] }))).toMatchObject({ code: 'SUBJECT_ASYNC' });
    expect(thrownBy(() => updateWith(promising, 1))).toMatchObject({ code: 'SUBJECT_ASYNC' });
  });
});
