import { expect, test } from 'vitest';
import type { Drive } from '../../../src/drives/drive.ts';
import { driveLaw } from '../../../src/laws/exact/drive-law.ts';
import { coordinatewise } from '../../inference/rules.ts';
import { ask } from '../asking.ts';

const deviating = (id: string, more: Partial<Drive> = {}): Drive => ({
  id,
  title: `driven by ${id}`,
  capability: false,
  compare: () => ({ effect: 1, tolerance: 0, cause: 'unexplained', diagnosis: 'it deviates' }),
  ...more,
});

test('what deviates in any format is said, and not what does so in one, whatever they are called', () => {
  const law = driveLaw({
    id: 'drive-invariance',
    claim: 'any',
    formula: 'any',
    source: 'any',
    domain: 'any',
    drives: [deviating('a', { ofFormat: true }), deviating('b')],
  });
  const driven = coordinatewise(({ w, g, learningRate }) => w - learningRate * g, { drives: {} });
  return expect(ask(law, driven, { configurations: 1 })).resolves.toMatchObject({
    counterexample: { where: { drive: 'b' } },
  });
});
