import { expect, test } from 'vitest';
import { describeBaseline } from '../../src/report/describe-baseline.ts';

test('a change is named, with as many digits as it takes', () => {
  const decay = { name: 'decay per step', before: 0.01000000000000012, after: 0.0105 };
  const kind = { name: 'momentum convention', before: null, after: 'rate-inside' };
  const trajectory = { name: 'trajectory: norm of tensor 1 after 20 steps', before: 1, after: 2 };
  expect(describeBaseline({ file: 'fp.json', state: 'changed', changes: [decay, kind, trajectory] })).toEqual([
    'its behaviour is not that of its fingerprint fp.json',
    'decay per step: 0.01 → 0.0105',
    'momentum convention: none → rate-inside',
    'and 1 numbers of a trajectory',
    'If that is meant, say --update-baseline',
  ]);
  expect(describeBaseline({ file: 'fp.json', state: 'changed', changes: [trajectory] })[1]).toBe(
    'trajectory: norm of tensor 1 after 20 steps: 1 → 2',
  );
});

test.each(['written', 'updated', 'same', 'rounding', 'unknown'] as const)('%s is one line', (state) => {
  const [line, ...more] = describeBaseline({ file: 'fp.json', state, changes: [] });
  expect(line).toContain('fp.json');
  expect(more).toEqual([]);
});
