import type { Document, Result } from '../suite/document.ts';
import { formatCounterexample } from './describe-refutation.ts';

/** Test frameworks for which a regression test can be written. */
export type RegressionFramework = 'vitest' | 'node:test';

/** The first line of every file written here: what has it may be written anew. */
export const regressionHeader = '// Written by intrinsic-lr check --regression-test.';

/** A refutation as a template sees it. */
interface Case {
  readonly title: string;
  /** Lines of a comment: what failed where, and why. */
  readonly comment: readonly string[];
  readonly token: string;
}

/** One template a framework. `subject` is an expression. */
const templates: Readonly<
  Record<RegressionFramework, { imports: readonly string[]; test: (subject: string, of: Case) => string[] }>
> = {
  vitest: {
    imports: ["import 'intrinsic-lr/vitest';", "import { expect, test } from 'vitest';"],
    test: (subject, { title, comment, token }) => [
      ...comment.map((line) => `// ${line}`),
      `test('${title}', async () => {`,
      `  await expect(${subject}).toWithstand(`,
      `    '${token}',`,
      '  );',
      '});',
    ],
  },
  'node:test': {
    imports: [
      "import assert from 'node:assert/strict';",
      "import { test } from 'node:test';",
      "import { replayCounterexample } from 'intrinsic-lr';",
    ],
    test: (subject, { title, comment, token }) => [
      ...comment.map((line) => `// ${line}`),
      `test('${title}', async () => {`,
      '  const { verdict, diagnosis } = await replayCounterexample(',
      `    '${token}',`,
      `    ${subject},`,
      '  );',
      "  assert.notEqual(verdict, 'refuted', diagnosis);",
      '});',
    ],
  },
};

/**
 * The text of a test that fails as long as the mistakes that a run found are there: one case a refutation.
 *
 * @param document what the run found, of one subject
 * @param framework whose test it is to be
 * @param specifier how the test imports the optimizer's module; absent where it is named by reference
 * @returns `undefined` when nothing was refuted
 */
export function regressionTest(document: Document, framework: RegressionFramework, specifier?: string): string | undefined {
  const refuted = document.results.filter((result) => result.verdict === 'refuted' && result.replay !== undefined);
  if (refuted.length === 0) return undefined;
  const { imports, test } = templates[framework];
  const reference = document.subjects.find(({ name }) => name === refuted[0].subject)?.reference ?? refuted[0].subject;
  const subject = specifier === undefined ? quote(reference) : 'optimizer';
  return [
    regressionHeader,
    ...imports,
    ...(specifier === undefined ? [] : [`import optimizer from ${quote(specifier)};`]),
    ...refuted.flatMap((result) => ['', ...test(subject, caseOf(result))]),
    '',
  ].join('\n');
}

function caseOf({ law, objective, counterexample, diagnosis, replay }: Result): Case {
  return {
    title: `${law} on ${objective}`.replaceAll("'", ''),
    comment: [
      ...(diagnosis === undefined ? [] : [diagnosis.replaceAll('\n', ' ')]),
      ...(counterexample === undefined ? [] : [formatCounterexample(counterexample)]),
    ],
    token: replay!,
  };
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
