import { describe, expect, test } from 'vitest';
import { loadEmulation, readEmulations } from '../../../scripts/examine/emulation.ts';
import { inferCore } from '../../../src/inference/core/infer-core.ts';
import { adamw } from '../../../src/optimizers/index.ts';

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

  test('the sound rule has none', () => {
    const core = inferCore(adamw, negligible, 0);
    expect(core).toMatchObject({ family: 'adam', beta1: 0.9, beta2: 0.999 });
    expect(core!.mistake).toBeUndefined();
  });
});
