import { describe, expect, test } from 'vitest';
import { analyseModel } from '../../src/suite/analyse-model.ts';
import { checkExpectations } from '../../src/suite/model-expectations.ts';

const length = (w: ArrayLike<number>, entries: readonly number[]): number =>
  Math.sqrt(entries.reduce((sum, i) => sum + w[i] * w[i], 0));

const analysis = await analyseModel({
  name: 'two columns',
  parameters: { kernel: [2, 2], shift: [1], gamma: [1] },
  loss: ({ parameters: { kernel, shift, gamma } }) =>
    (1 + gamma[0]) * (kernel[0] / length(kernel, [0, 2]) + (2 * kernel[3]) / length(kernel, [1, 3])) + Math.sin(shift[0]),
});
const met = (text: string): boolean => checkExpectations(analysis, [text])[0].met;

describe('what is expected of tensors', () => {
  test('is met or not, and what was found is said in the same words', () => {
    expect(
      ['kernel=column', 'kernel=exact', 'kernel=invariant', 'shift=bias', 'shift=none', 'gamma=gain:one-plus'].map(met),
    ).toEqual(Array(6).fill(true));
    expect(
      [
        'kernel=row',
        'kernel=nearly',
        'kernel=whole',
        'kernel=joint',
        'kernel=columns',
        'kernel=none',
        'shift=gain',
        'gamma=gain:gain',
      ].map(met),
    ).toEqual(Array(8).fill(false));
    expect(checkExpectations(analysis, ['kernel=row', 'gamma=bias'])).toEqual([
      { tensor: 'kernel', expected: 'row', found: 'column, exact', met: false },
      { tensor: 'gamma', expected: 'bias', found: 'gain:one-plus', met: false },
    ]);
  });

  test.each([
    ['kernal=column', /no tensor kernal\n {2}did you mean "kernel"\?/],
    ['kernel=colum', /nothing is called colum\n {2}did you mean "column"\?/],
    ['kernel', /"kernel" is no expectation\n {2}write name=what/],
    ['kernel=toString', /nothing is called toString/],
  ])('%s is refused', (text, message) => {
    expect(() => checkExpectations(analysis, [text])).toThrow(
      expect.objectContaining({ code: 'MODEL_EXPECTATION', message: expect.stringMatching(message) }),
    );
  });
});
