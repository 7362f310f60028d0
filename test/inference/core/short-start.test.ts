import { expect, test } from 'vitest';
import { inferCore } from '../../../src/inference/core/infer-core.ts';
import { adamRule } from '../rules.ts';

const negligible = { epsilon: 1e-30 };

test('a first moment that is not corrected makes short first steps, and is no mistake', () => {
  const core = inferCore(adamRule({ left: () => 1 }), negligible, 0);
  expect(core).toMatchObject({ family: 'adam', note: { cause: 'no-bias-correction' } });
  expect(core?.mistake).toBeUndefined();
});

test('a second moment that is not corrected makes long ones, and is one', () => {
  const core = inferCore(adamRule({ right: () => 1 }), negligible, 0);
  expect(core?.mistake?.cause).toBe('correction-missing-second');
});
