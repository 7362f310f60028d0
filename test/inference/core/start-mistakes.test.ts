import { describe, expect, test } from 'vitest';
import { loadEmulation, readEmulations } from '../../../scripts/examine/emulation.ts';
import { inferCore } from '../../../src/inference/core/infer-core.ts';
import { adamw } from '../../../src/optimizers/index.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

const negligible = { epsilon: 1e-14 };
const emulations = readEmulations();

describe('mistakes of the first steps', () => {
  test.each([
    ['adam-corrected-twice', 'correction-wrong', 'applied twice'],
    ['adamw-one-minus-twice', 'correction-wrong', 'one minus is taken twice'],
    ['adam-integer-division', 'correction-wrong', 'integer division'],
    ['adamw-first-moment-starts-full', 'buffer-start', 'starts as the first gradient'],
    ['adamw-moment-weights-exchanged', 'moment-weight', 'exchanged in both moments'],
  ])('%s is found', async (name, cause, words) => {
    const optimizer = await loadEmulation(emulations.find((emulation) => emulation.name === name)!);
    const mistake = inferCore(optimizer, negligible, 0)?.mistake;
    expect(mistake).toEqual({ cause, sentence: expect.stringContaining(words) as string });
  });

  /** AdamW, whose moments are the first gradient and its square after the first step, or only the second one is. */
  const filled = (both: boolean): Optimizer => ({
    name: 'filled',
    hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
    update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2, epsilon }, step }) {
      parameters.forEach(({ data: w }, i) => {
        const { m, v } = state[i] as Record<'m' | 'v', Float64Array>;
        gradients[i].data.forEach((g: number, j: number) => {
          m[j] = both && step === 1 ? g : beta1 * m[j] + (1 - beta1) * g;
          v[j] = step === 1 ? g * g : beta2 * v[j] + (1 - beta2) * g * g;
          w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
        });
      });
    },
  });

  test.each([
    [false, 'the second moment starts as the first squared gradient'],
    [true, 'the moments start as the first gradient and its square'],
  ])('moments that start full and are corrected are found (both: %s)', (both, words) => {
    const mistake = inferCore(filled(both), negligible, 0)?.mistake;
    expect(mistake).toEqual({ cause: 'buffer-start', sentence: expect.stringContaining(words) as string });
  });

  test('the sound rule has none', () => {
    const core = inferCore(adamw, negligible, 0);
    expect(core).toMatchObject({ family: 'adam', beta1: 0.9, beta2: 0.999 });
    expect(core!.mistake).toBeUndefined();
  });
});
