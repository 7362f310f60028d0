import { expect, test } from 'vitest';
import { inferCore, type Core } from '../../../src/inference/core/infer-core.ts';
import type { HyperparameterRole } from '../../../src/optimizers/optimizer.ts';
import { adamRule } from '../rules.ts';

const coreOf = (beta1: number, beta2: number, roles?: Record<string, HyperparameterRole>): Core | undefined =>
  inferCore(
    { ...adamRule(), hyperparameters: { beta1, beta2, epsilon: 1e-8 }, ...(roles && { contract: { roles } }) },
    { epsilon: 1e-30 },
    0,
  );

test('coefficients that are far apart the wrong way round have changed places', () => {
  expect(coreOf(0.999, 0.9)?.mistake?.cause).toBe('betas-swapped');
});

test('a first moment that outlasts the second one ten times is a note', () => {
  expect(coreOf(0.99, 0.9)?.mistake).toBeUndefined();
  expect(coreOf(0.99, 0.9)?.note?.cause).toBe('betas-swapped');
  expect(coreOf(0.9, 0.99)?.note).toBeUndefined();
});

test('where a contract says which is which nothing is said, and a rule that reads them the other way round is mistaken', () => {
  const roles = { beta1: 'first-moment', beta2: 'second-moment' } as const;
  expect(coreOf(0.999, 0.9, roles)).toMatchObject({ beta1: 0.999, beta2: 0.9 });
  expect(coreOf(0.999, 0.9, roles)?.mistake).toBeUndefined();
  expect(coreOf(0.99, 0.9, roles)?.note).toBeUndefined();
  const swapped = { ...adamRule({ swapped: true }), contract: { roles } };
  expect(inferCore(swapped, { epsilon: 1e-30 }, 0)?.mistake?.cause).toBe('betas-swapped');
});
