import { describe, expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import { lateDecay } from '../../src/inference/late-decay.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { decayRule } from './rules.ts';

const plain = { kind: 'decoupled', order: 'before' } as const;
const growing = (from: number) =>
  decayRule(({ learningRate, weightDecay, step }) => learningRate * weightDecay * (step < from ? 1 : 2));

describe('a decay that becomes another one late', () => {
  test('is a design, unless a decay is claimed', () => {
    expect(inferDecay(growing(100))).toMatchObject({ design: { cause: 'decay-scheduled' } });
    expect(inferDecay(growing(100)).finding).toBeUndefined();
    const { later } = inferDecay(growing(100), { weightDecay: 'decoupled' });
    expect(later).toMatchObject({ cause: 'decay-scheduled', sentence: expect.stringContaining('2 times that') as string });
  });

  test('is none where a step now and then is of another kind', () => {
    const now = decayRule(({ learningRate, weightDecay, step }) => learningRate * weightDecay * (step % 290 === 0 ? 2 : 1));
    expect(lateDecay(now, plain, 1e-6, {})).toBeUndefined();
  });

  test('is that of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, inferDecay(optimizer).design?.cause]).not.toContain('decay-scheduled');
  });
});
