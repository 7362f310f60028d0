import { expect, test } from 'vitest';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { guardSubject } from '../../src/subjects/guard-subject.ts';
import { prepareSubject } from '../../src/suite/prepare-subject.ts';

/** Plain SGD that throws where it is told to. */
const throwing = (when: (call: number) => boolean): Optimizer => {
  let call = 0;
  const optimizer: Optimizer = {
    ...sgd,
    update(step) {
      if (when(++call)) throw new Error(`at call ${call}`);
      (sgd as Optimizer).update(step);
    },
  };
  return guardSubject(optimizer);
};
const prepared = (optimizer: Optimizer): ReturnType<typeof prepareSubject> =>
  prepareSubject(() => optimizer, './throwing.mjs', false);

test.each([1, 2, 6, 7])('what throws at call %d, and never again, has crashed', async (at) => {
  await expect(prepared(throwing((call) => call === at))).rejects.toMatchObject({ code: 'SUBJECT_THROWS' });
});

test('what does not throw is prepared', async () => {
  const { subject } = await prepared(throwing(() => false));
  expect(subject.profile.weightDecay.value).toBe('coupled');
});
