import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { loadSubject } from '../../../src/subjects/load-subject.ts';
import { inOneInterpreter } from './one-interpreter.ts';
import { canRun, versionOf } from './python-libraries.ts';

const forgetful = fileURLToPath(new URL('../../../fixtures/python/torch_no_grad_missing.py', import.meta.url));
const tensor = (shape: readonly number[], entries: readonly number[]): Tensor => ({ data: Float64Array.from(entries), shape });

/** Weights after three steps, in one of which a row of the matrix has no gradient. */
function trained(...words: string[]): readonly number[] {
  const run = new OptimizerRun(inOneInterpreter('torch', 'torch_subject.py', words, words.join('?')), [
    tensor([2, 2], [1, -2, 0.5, 4]),
    tensor([3], [1, 2, 3]),
  ]);
  for (const row of [1, 0, 2]) run.step([tensor([2, 2], [row, -row, 0.5, 1]), tensor([3], [1, -2, 0.25])], 0.125, 0.0625);
  return run.parameters.flatMap(({ data }) => [...data]);
}

describe.runIf(canRun('torch'))('an optimizer of PyTorch', () => {
  // SGD of 1.13 has the option and writes to leaves all the same.
  test.each(['Adam', 'RMSprop', ...(versionOf('torch')[0] >= 2 ? ['SGD'] : [])])(
    '%s whose step is part of a graph takes the steps of one whose step is none',
    (name) => {
      const plain = trained(name, '');
      // Its bias corrections are numbers of float32 then, as the count of its steps is.
      for (const [i, entry] of trained(name, 'differentiable=true').entries()) expect(entry).toBeCloseTo(plain[i], 5);
    },
  );

  test('that takes sparse gradients only is given such, in which rows of zeros are there', () => {
    const [sparse, dense] = [trained('SparseAdam', 'eps=1e-300'), trained('Adam', 'eps=1e-300')];
    for (const [i, entry] of sparse.entries()) expect(entry).toBeCloseTo(dense[i], 12);
  });

  test('that needs another machine for an option says so', async () => {
    await expect(loadSubject('torch:Adam?capturable=true')).rejects.toMatchObject({
      message: expect.stringContaining('without ?capturable=true it works here') as string,
    });
  });

  test('whose step writes to leaves that ask for gradients says what is missing', async () => {
    await expect(loadSubject(`${forgetful}:Forgetful`)).rejects.toMatchObject({
      message: expect.stringContaining('@torch.no_grad()') as string,
    });
  });
});
