import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli } from './run-cli.ts';

/** SGD that clips gradients at an absolute size, with or without the claim that it does. */
const clipped = (contract: string): string => `
export default {
  name: 'clipped-sgd',${contract}
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data }, i) => {
      const g = gradients[i].data;
      const size = Math.sqrt(g.reduce((sum, x) => sum + x * x, 0));
      for (let j = 0; j < data.length; j++) data[j] -= learningRate * (Math.min(1, 1 / size) * g[j] + weightDecay * data[j]);
    });
  },
};`;
const plain = `
export default {
  name: 'plain-sgd',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) data[j] -= learningRate * (gradients[i].data[j] + weightDecay * data[j]);
    });
  },
};`;
const directory = temporaryFolder({ 'clipped.mjs': clipped(''), 'plain.mjs': plain });
const check = (...words: string[]) =>
  runCli(['check', ...words, '--tier', 'exact', '--configurations', '10', '--seed', '1', '--no-color'], { directory });

describe('--strict', () => {
  test('makes a design that nobody claimed a refutation, and says that it is the note which refutes', async () => {
    const usual = await check('./clipped.mjs');
    expect([usual.code, usual.stdout]).toEqual([0, expect.stringMatching(/\n {2}note: gradients are clipped/)]);
    const strict = await check('./clipped.mjs', '--strict');
    expect([strict.code, strict.stdout]).toEqual([1, expect.stringMatching(/\n {2}✗ note: gradients are clipped/)]);
    expect(strict.stdout).toMatch(/\nrefuted: \d+ hold, 0 refuted, 0 undecided, 1 note \(--strict\)/);
  });

  test('is in the document, whose verdict and code agree', async () => {
    const { code, stdout } = await check('./clipped.mjs', '--strict', '--json');
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 1, verdict: 'refuted', strict: true });
  });

  test('changes nothing where there is no note', async () => {
    const [usual, strict] = await Promise.all([check('./plain.mjs'), check('./plain.mjs', '--strict')]);
    expect([usual.code, strict.code]).toEqual([0, 0]);
  });
});
