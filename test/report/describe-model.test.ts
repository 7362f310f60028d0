import { expect, test } from 'vitest';
import { describeModel } from '../../src/report/describe-model.ts';
import { analyseModel } from '../../src/suite/analyse-model.ts';
import { checkExpectations } from '../../src/suite/model-expectations.ts';
import { modelDocument } from '../../src/suite/model-document.ts';

test('a model for people: a row a tensor, what is wrong, and the laws', async () => {
  const analysis = await analyseModel({
    name: 'ratio',
    parameters: { first: [2], second: [2], shift: [1], idle: [3] },
    loss: ({ parameters: { first, second, shift } }) =>
      (first[0] * second[1]) / (first[0] ** 2 + first[1] ** 2 + second[0] ** 2 + second[1] ** 2) + Math.sqrt(1 + shift[0] ** 2),
  });
  const text = describeModel(
    modelDocument(analysis, {
      reference: 'ratio.mjs',
      expectations: checkExpectations(analysis, ['first=joint', 'second=column']),
    }),
    { color: false },
  );
  expect(text).toMatch(/^ratio {2}ratio\.mjs\n {2}gradient by central differences; no gradient noise\n/);
  expect(text).toMatch(/✓ {2}first +\[2\] +jointly with second/);
  expect(text).toMatch(/✗ {2}shift +\[1\] +no: a bias/);
  expect(text).toMatch(/– {2}idle +\[3\] +not used by the loss +the same/);
  expect(text).toContain('✓ first is as expected: joint');
  expect(text).toContain('✗ second: expected column, found joint, exact');
  expect(text).toContain('! shift is a bias that no normaliser follows');
  expect(text).toContain('scale-invariant in part: ');
  expect(text).toMatch(
    /– {2}exponential-rate-equivalence, scaling-symmetry, .*: shift of ratio is trained and not scale-invariant/,
  );
});
