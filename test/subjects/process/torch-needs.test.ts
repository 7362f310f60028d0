import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { loadSubject } from '../../../src/subjects/load-subject.ts';
import { probeSubject } from '../../../src/subjects/probe-subject.ts';
import { inOneInterpreter } from './one-interpreter.ts';
import { canRun, versionOf } from './python-libraries.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/python/${name}.py`, import.meta.url));
const forgetful = fixture('torch_no_grad_missing');
const processes = fixture('torch_process_group');
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

  test('that asks for a group of processes is told how to make one of one', async () => {
    const refused = await loadSubject(`${processes}:Asking`).then(
      () => '',
      ({ message }: Error) => message,
    );
    const [, advised] = /: (if not [^]*)$/.exec(refused)!;
    const folder = mkdtempSync(join(tmpdir(), 'intrinsic-lr-process-group-'));
    try {
      const file = join(folder, 'advised.py');
      writeFileSync(file, `import torch\n${advised}\n${readFileSync(processes, 'utf8')}`);
      // A file is read again with each subject that is loaded of it.
      for (let time = 0; time < 2; time++) {
        const run = new OptimizerRun(inOneInterpreter('files', 'file_subject.py', [file, 'Asking']), [tensor([2], [1, 2])]);
        run.step([tensor([2], [1, -1])], 0.5, 0);
        expect([...run.parameters[0].data]).toEqual([0.5, 2.5]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('that keeps a group of processes is copied with all but that', () => {
    const run = new OptimizerRun(inOneInterpreter('files', 'file_subject.py', [processes, 'Keeping']), [tensor([2], [1, 2])]);
    const step = (of: OptimizerRun): readonly number[] => {
      of.step([tensor([2], [1, -1])], 0.5, 0);
      return [...of.parameters[0].data];
    };
    expect(step(run)).toEqual([0.5, 2.5]);
    const twin = run.fork();
    expect(step(run)).toEqual([-0.25, 3.25]);
    expect(step(twin)).toEqual([-0.25, 3.25]);
  });

  test('that a function makes is run as it is made', () => {
    const run = new OptimizerRun(inOneInterpreter('files', 'file_subject.py', [processes, 'made']), [tensor([2], [1, 2])]);
    run.step([tensor([2], [1, -1])], 0.5, 0);
    expect([...run.parameters[0].data]).toEqual([0.5, 2.5]);
  });

  test('whose moment is float32 only computes in float32, from the probe on', () => {
    const words = [fixture('torch_float32_moments'), 'FloatMoments'];
    const single = inOneInterpreter('files', 'file_subject.py', words);
    expect(single.precision).toBe('float32');
    expect(probeSubject(single)).toEqual({ findings: {} });
  });

  test('is given no closure where its parameters are no leaves, and is told why', () => {
    const { drives } = inOneInterpreter('torch', 'torch_subject.py', ['Adam', 'differentiable=true'], 'Adam');
    expect(drives).toMatchObject({ closure: expect.stringContaining('no leaves') as string, cleared: [{ clear: 'none' }] });
    const sparse = inOneInterpreter('torch', 'torch_subject.py', ['SparseAdam', ''], 'SparseAdam');
    expect(sparse.drives).toMatchObject({ closure: 'its gradients are sparse', cleared: 'its gradients are sparse' });
  });

  test('whose step writes to leaves that ask for gradients says what is missing', async () => {
    await expect(loadSubject(`${forgetful}:Forgetful`)).rejects.toMatchObject({
      message: expect.stringContaining('@torch.no_grad()') as string,
    });
  });
});
