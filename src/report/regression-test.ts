import { printable } from '../arithmetic/printable.ts';
import type { Document, Result } from '../suite/document.ts';
import { formatCounterexample } from './describe-refutation.ts';
import { printableDocument } from './printable-document.ts';

/** Test frameworks for which a regression test can be written. */
export type RegressionFramework = 'vitest' | 'node:test' | 'pytest';

/** Where a test finds what the run found. Paths are relative to the folder of the test, with `/` between folders. */
export interface RegressionPaths {
  /** The directory of the run, where relative references begin. */
  readonly directory: string;
  /** The optimizer's file, where its reference names one. */
  readonly file?: RegressionFile;
}

/** A file with what its reference says before it (`tfjs:`) and after it (`:Name?beta=0.8`). */
export interface RegressionFile {
  readonly before: string;
  readonly path: string;
  readonly after: string;
}

/** A refutation as a template sees it. */
interface Case {
  readonly law: string;
  readonly objective: string;
  /** Lines of a comment: what failed where, and why. */
  readonly comment: readonly string[];
  readonly token: string;
  /** The model that the token names, which a test has to name too. */
  readonly model?: string;
}

/** How the tests of one framework are written. */
interface Template {
  readonly comment: '//' | '#';
  readonly head: (paths: RegressionPaths, reference: string) => readonly string[];
  readonly test: (of: Case, subject: string, index: number) => readonly string[];
  /** Empty lines between tests. */
  readonly space: number;
}

/** One template a framework. */
const templates: Readonly<Record<RegressionFramework, Template>> = {
  vitest: {
    comment: '//',
    head: (paths) => [
      "import 'intrinsic-lr/vitest';",
      ...importsFor(paths),
      "import { expect, test } from 'vitest';",
      ...optimizerOf(paths),
    ],
    test: ({ law, objective, token, model }, subject) => [
      `test(${title(law, objective)}, async () => {`,
      `  await expect(${subject}).toWithstand(`,
      `    '${token}',`,
      ...optionsFor(model).map((line) => `    ${line}`),
      '  );',
      '});',
    ],
    space: 1,
  },
  'node:test': {
    comment: '//',
    head: (paths) => [
      "import assert from 'node:assert/strict';",
      "import { test } from 'node:test';",
      ...importsFor(paths),
      "import { replayCounterexample } from 'intrinsic-lr';",
      ...optimizerOf(paths),
    ],
    test: ({ law, objective, token, model }, subject) => [
      `test(${title(law, objective)}, async () => {`,
      '  const { verdict, diagnosis } = await replayCounterexample(',
      `    '${token}',`,
      `    ${subject},`,
      ...optionsFor(model).map((line) => `    ${line}`),
      '  );',
      "  assert.notEqual(verdict, 'refuted', diagnosis);",
      '});',
    ],
    space: 1,
  },
  pytest: {
    comment: '#',
    head: ({ directory, file }, reference) => [
      '# Needs Node.js, and `npm install --save-dev intrinsic-lr`.',
      'import os',
      'import shutil',
      'import subprocess',
      'import sys',
      'from pathlib import Path',
      '',
      'HERE = Path(__file__).resolve().parent',
      `OPTIMIZER = ${file === undefined ? JSON.stringify(reference) : located(file, `str(HERE / ${JSON.stringify(file.path)})`, JSON.stringify)}`,
      '',
      '',
      'def withstand(token, *names):',
      '    """Fails, with the diagnosis, as long as the counterexample refutes the optimizer."""',
      '    npx = shutil.which("npx") or "npx"',
      '    replay = subprocess.run(',
      '        [npx, "--no", "intrinsic-lr", "replay", token, "--optimizer", OPTIMIZER, *names, "--quiet"],',
      `        cwd=HERE / ${JSON.stringify(directory)},`,
      '        env={"INTRINSIC_LR_PYTHON": sys.executable, **os.environ},',
      '        stdin=subprocess.DEVNULL,',
      '        capture_output=True,',
      '        encoding="utf-8",',
      '    )',
      '    # 1: refuted as before; 0: mended; 4: too noisy to tell; anything else: it did not run.',
      '    assert replay.returncode in (0, 4), "\\n" + replay.stdout + replay.stderr',
    ],
    test: ({ law, objective, token, model }, _, index) => [
      `def test_${identifier(law)}_on_${identifier(objective)}${index === 0 ? '' : `_${index + 1}`}():`,
      '    withstand(',
      ...[token, ...(model === undefined ? [] : ['--objective', model])].map((word, i, words) =>
        i === words.length - 1 ? `        ${JSON.stringify(word)}` : `        ${JSON.stringify(word)},`,
      ),
      '    )',
    ],
    space: 2,
  },
};

/**
 * Whether a file begins as every file written here does: then it may be written anew.
 *
 * @param text what the file holds
 */
export function isRegressionTest(text: string): boolean {
  return Object.values(templates).some(({ comment }) => text.startsWith(`${comment} ${signature}`));
}

const signature = 'Written by intrinsic-lr check --regression-test.';

/**
 * The text of a test that fails as long as the mistakes that a run found are there: one case a refutation.
 *
 * @param document what the run found, of one subject
 * @param framework whose test it is to be
 * @param paths where the test finds the run's directory and the optimizer's file
 * @returns `undefined` when nothing was refuted
 */
export function regressionTest(document: Document, framework: RegressionFramework, paths: RegressionPaths): string | undefined {
  const refuted = document.results.filter((result) => result.verdict === 'refuted' && result.replay !== undefined);
  if (refuted.length === 0) return undefined;
  const { comment, head, test, space } = templates[framework];
  const reference = document.subjects.find(({ name }) => name === refuted[0].subject)?.reference ?? refuted[0].subject;
  const subject = paths.file === undefined ? quote(reference) : 'optimizer';
  const cases = refuted.map(caseOf);
  const before = Array.from({ length: space }, () => '');
  return [
    `${comment} ${signature}`,
    ...head(paths, reference),
    ...cases.flatMap((of, i) => {
      const same = cases
        .slice(0, i)
        .filter(({ law, objective }) => identifier(law + objective) === identifier(of.law + of.objective));
      return [...before, ...of.comment.map((line) => `${comment} ${line}`), ...test(of, subject, same.length)];
    }),
    '',
  ].join('\n');
}

function caseOf(result: Result): Case {
  const { law, objective, counterexample, diagnosis } = printableDocument({
    ...result,
    diagnosis: result.diagnosis?.replaceAll('\n', ' '),
  });
  const { replay, foreign } = result;
  return {
    law,
    objective,
    comment: [
      ...(diagnosis === undefined ? [] : [diagnosis]),
      ...(counterexample === undefined ? [] : [formatCounterexample(counterexample)]),
    ],
    token: replay!,
    ...(foreign?.objective !== undefined && { model: foreign.objective }),
  };
}

/** A module that exports the optimizer is imported; any other file is named, wherever the tests are started. */
const isModule = ({ before, path }: RegressionFile): boolean => before === '' && !path.endsWith('.py');

function importsFor({ file }: RegressionPaths): string[] {
  return file === undefined || isModule(file) ? [] : ["import { fileURLToPath } from 'node:url';"];
}

function optimizerOf({ file }: RegressionPaths): string[] {
  if (file === undefined) return [];
  if (isModule(file)) return [`import optimizer from ${quote(file.path)};`];
  const url = quote(file.path.split('/').map(encodeURIComponent).join('/'));
  return ['', `const optimizer = ${located(file, `fileURLToPath(new URL(${url}, import.meta.url))`, quote)};`];
}

/** The reference of a file as a sum of strings. */
function located({ before, after }: RegressionFile, path: string, literal: (text: string) => string): string {
  return [before && literal(before), path, after && literal(after)].filter((term) => term !== '').join(' + ');
}

const title = (law: string, objective: string): string => quote(`${law} on ${objective}`.replaceAll("'", ''));

/** Options of `toWithstand` and `replayCounterexample`. */
const optionsFor = (model: string | undefined): string[] => (model === undefined ? [] : [`{ objective: ${quote(model)} },`]);

const identifier = (text: string): string => text.replace(/\W+/g, '_');

/** A literal of JavaScript; what cannot be seen is written as an escape, which JavaScript reads as it was. */
function quote(text: string): string {
  return `'${printable(text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;
}
