import { describe, expect, test } from 'vitest';
import { isRegressionTest, regressionTest } from '../../src/report/regression-test.ts';
import type { Result } from '../../src/suite/document.ts';
import { sample as document } from './sample-document.ts';

const module = { directory: '..', file: { before: '', path: '../my-sgd.mjs', after: '' } };
const byName = { directory: '.' };
const refuted = document.results.find(({ verdict }) => verdict === 'refuted')!;

describe('a regression test', () => {
  test('has one case a refutation, for vitest with a matcher', () => {
    const text = regressionTest(document, 'vitest', module)!;
    expect(text.split('\n').slice(0, 4)).toEqual([
      '// Written by intrinsic-lr check --regression-test.',
      "import 'intrinsic-lr/vitest';",
      "import { expect, test } from 'vitest';",
      "import optimizer from '../my-sgd.mjs';",
    ]);
    expect(text).toContain(`// ${refuted.diagnosis}`);
    expect(text).toContain(`await expect(optimizer).toWithstand(\n    '${refuted.replay}',\n  );`);
    const count = document.results.filter(({ verdict, replay }) => verdict === 'refuted' && replay !== undefined).length;
    expect(text.match(/^test\('/gm)).toHaveLength(count);
  });

  test('needs only node for node:test, and names what is no module by its reference', () => {
    const text = regressionTest(document, 'node:test', byName)!;
    expect(text).not.toContain('vitest');
    expect(text).toContain("assert.notEqual(verdict, 'refuted', diagnosis);");
    expect(text).not.toContain('import optimizer');
  });

  test('survives quotes and lines in what it quotes', () => {
    const odd: Result = { ...refuted, law: "author's law", diagnosis: 'first\nsecond', subject: "it's" };
    const text = regressionTest({ ...document, subjects: [], results: [odd] }, 'vitest', byName)!;
    expect(text).toContain("test('authors law on ");
    expect(text).toContain('// first second\n');
    expect(text).toContain("expect('it\\'s')");
  });

  test('names a file that is not imported from where the test is', () => {
    const file = { before: 'tfjs:', path: '../my optimizer.ts', after: '?beta=0.8' };
    const text = regressionTest(document, 'vitest', { directory: '..', file })!;
    expect(text).toContain("import { fileURLToPath } from 'node:url';\n");
    expect(text).toContain(
      "const optimizer = 'tfjs:' + fileURLToPath(new URL('../my%20optimizer.ts', import.meta.url)) + '?beta=0.8';\n",
    );
    expect(text).toContain('await expect(optimizer).toWithstand(');
  });

  test('for pytest replays in the directory of the run, with one name a case', () => {
    const file = { before: '', path: '../my_sgd.py', after: ':Sgd' };
    const text = regressionTest({ ...document, results: [refuted, refuted] }, 'pytest', { directory: '..', file })!;
    expect(text.startsWith('# Written by intrinsic-lr check --regression-test.\n')).toBe(true);
    expect(text).toContain('OPTIMIZER = str(HERE / "../my_sgd.py") + ":Sgd"\n');
    expect(text).toContain('cwd=HERE / "..",\n');
    expect(text).toContain(`# ${refuted.diagnosis}\n`);
    const [first, second] = [...text.matchAll(/^def test_(\w+)\(\):$/gm)].map(([, name]) => name);
    expect(second).toBe(`${first}_2`);
    expect(regressionTest(document, 'pytest', byName)).toMatch(/^OPTIMIZER = "[^"]+"$/m);
  });

  test('is known by its first line', () => {
    for (const framework of ['vitest', 'node:test', 'pytest'] as const)
      expect(isRegressionTest(regressionTest(document, framework, byName)!)).toBe(true);
    expect(isRegressionTest('# mine\n')).toBe(false);
  });

  test('is not written where nothing is refuted', () => {
    const results = document.results.filter(({ verdict }) => verdict !== 'refuted');
    expect(regressionTest({ ...document, results }, 'vitest', byName)).toBeUndefined();
  });
});
