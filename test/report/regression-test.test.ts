import { describe, expect, test } from 'vitest';
import { regressionTest } from '../../src/report/regression-test.ts';
import type { Result } from '../../src/suite/document.ts';
import { sample as document } from './sample-document.ts';

const refuted = document.results.find(({ verdict }) => verdict === 'refuted')!;

describe('a regression test', () => {
  test('has one case a refutation, for vitest with a matcher', () => {
    const text = regressionTest(document, 'vitest', '../my-sgd.mjs')!;
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
    const text = regressionTest(document, 'node:test')!;
    expect(text).not.toContain('vitest');
    expect(text).toContain("assert.notEqual(verdict, 'refuted', diagnosis);");
    expect(text).not.toContain('import optimizer');
  });

  test('survives quotes and lines in what it quotes', () => {
    const odd: Result = { ...refuted, law: "author's law", diagnosis: 'first\nsecond', subject: "it's" };
    const text = regressionTest({ ...document, subjects: [], results: [odd] }, 'vitest')!;
    expect(text).toContain("test('authors law on ");
    expect(text).toContain('// first second\n');
    expect(text).toContain("expect('it\\'s')");
  });

  test('is not written where nothing is refuted', () => {
    const results = document.results.filter(({ verdict }) => verdict !== 'refuted');
    expect(regressionTest({ ...document, results }, 'vitest')).toBeUndefined();
  });
});
