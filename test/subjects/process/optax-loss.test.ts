import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { inOneInterpreter } from './one-interpreter.ts';
import { canRun } from './python-libraries.ts';

const file = fileURLToPath(new URL('../../../fixtures/python/optax_polyak.py', import.meta.url));
const open = (name: string): Optimizer => inOneInterpreter('optax', 'file_subject.py', [file, name], name);
const tensor = (...entries: number[]): Tensor => ({ data: Float64Array.from(entries), shape: [entries.length] });

/** Where one step leads from (1, −2, 0.5). */
function stepped(name: string, gradient: readonly number[], decay: number): readonly number[] {
  const run = new OptimizerRun(open(name), [tensor(1, -2, 0.5)]);
  run.step([tensor(...gradient)], 0.5, decay);
  return [...run.parameters[0].data];
}

describe.runIf(canRun('jax', 'optax'))('a step that reads the loss', () => {
  test.each(['scaled', 'bounded'])('%s: λw is in its loss as it is in its gradient', (name) => {
    expect(stepped(name, [0, 0, 0], 0.25)).toEqual(stepped(name, [0.25, -0.5, 0.125], 0));
    expect(stepped(name, [0, 0, 0], 0.25)).not.toEqual([1, -2, 0.5]);
    expect(stepped(name, [1, 0, 0], 0.25)).toEqual(stepped(name, [1.25, -0.5, 0.125], 0));
  });

  test.each(['scaled', 'bounded'])('%s: nothing is found wrong with it', (name) => {
    expect(inferProfile(open(name)).findings).toEqual({});
  });
});
