import { describe, expect, test } from 'vitest';
import { loadSubject } from '../../../src/subjects/load-subject.ts';
import { canRun } from './python-libraries.ts';

describe.runIf(canRun('jax', 'optax'))('a name of optax', () => {
  test('that takes no learning rate says how to give it', async () => {
    await expect(loadSubject('optax:scale_by_adam')).rejects.toMatchObject({
      code: 'SUBJECT_NEEDS_FACTORY',
      message: expect.stringContaining('def make(learning_rate): return optax.scale_by_adam(…)') as string,
    });
  });

  test('that optax does not have is unknown', async () => {
    await expect(loadSubject('optax:adamww')).rejects.toMatchObject({ code: 'UNKNOWN_OPTIMIZER' });
  });
});
