import { expect, test } from 'vitest';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { validateExplanations } from '../../src/inference/explanations.ts';
import { loadExplanations } from '../../src/suite/load-explanations.ts';
import { temporaryFolder } from './temporary-folder.ts';

const design = `{ source: 'a test', *propose({ base }) {
  if (base.kind === 'decoupled') yield { hypothesis: { ...base, strength: ({ learningRate }) => learningRate ** 2 },
    cause: 'decay-corrected', sentence: 'the decay is η³λ a step' };
} }`;

const cubed = `export default { name: 'cubed', init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = 0.9 * state[i][j] + gradients[i].data[j];
        w[j] -= learningRate * state[i][j] + learningRate ** 3 * weightDecay * w[j];
      }
    });
  } };`;

test('a module explains a subject that has a process of its own', async () => {
  const directory = temporaryFolder({ 'mine.mjs': `export default { decayDesigns: [${design}] };`, 'cubed.mjs': cubed });
  const question = { laws: ['zero-gradient-decay'], configurations: 10, directory, workers: 1 } as const;
  expect((await checkOptimizer('./cubed.mjs', question)).verdict).toBe('undecided');
  const { verdict, subject } = await checkOptimizer('./cubed.mjs', { ...question, explanations: ['./mine.mjs'] });
  expect(verdict).toBe('holds');
  expect(subject?.notes).toContainEqual(expect.objectContaining({ sentence: 'the decay is η³λ a step' }));
});

test('what is no explanation is said', async () => {
  const directory = temporaryFolder({ 'none.mjs': 'export const families = [];', 'words.txt': '' });
  await expect(loadExplanations(['none.mjs'], directory)).rejects.toThrow(/none.mjs has no explanations/);
  await expect(loadExplanations(['words.txt'], directory)).rejects.toThrow(/words.txt is no module/);
  expect(() => validateExplanations({ modifiers: [], families: [{ name: 'x' }], decayDesigns: 3 }, 'mine.ts')).toThrow(
    /modifiers: there is no such kind.*\n.*families\[0\].source: expected a string, received undefined[^]*decayDesigns: expected an array/,
  );
  await expect(checkOptimizer('builtin:sgd', { explanations: {} })).rejects.toThrow(/the explanations are an object/);
});
