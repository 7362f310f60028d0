import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableLines, withoutCommands } from '../../src/arithmetic/printable.ts';
import { github } from '../../src/report/reporters/github.ts';
import { json } from '../../src/report/reporters/json.ts';
import { junit } from '../../src/report/reporters/junit.ts';
import { terminal } from '../../src/report/reporters/terminal.ts';
import type { RenderOptions } from '../../src/report/reporters/reporter.ts';
import { regressionTest } from '../../src/report/regression-test.ts';
import type { Document } from '../../src/suite/document.ts';
import { describeFailure } from '../../src/vitest/describe-failure.ts';
import { sample } from '../report/sample-document.ts';
import { runs, timeout } from '../size.ts';

/** What somebody may want to smuggle onto a screen or into a service's log. */
const weapons = fc.constantFrom(
  '\u001b[2J\u001b[1;1H',
  '\n::error::forged',
  '::error file=a::forged',
  '\r::warning::forged',
  '\n  ::stop-commands::x',
  '##vso[task.complete result=Succeeded]',
  "\n##teamcity[testFailed name='x']",
  '##[error]forged',
  '\n--- group',
  '\u202e\u2066',
  '\u200b\u2060\ufeff\u00ad',
  '\u0085\u2028\u2029',
  '\u009b31m',
  '\u0000\u0007\u007f',
  '\ud800',
  '\u{e0041}\u{e007f}',
  '\ufffe',
  '```\n# heading',
  '](http://x) <img src=x> |',
  ']]><failure/>&amp;"\'',
  '\\\u2028process.exit()',
  "'); process.exit(); ('",
);
const hostile = fc.array(fc.oneof(weapons, fc.string({ maxLength: 5 }), fc.string({ unit: 'binary', maxLength: 3 })), {
  minLength: 1,
  maxLength: 4,
});
const texts = hostile.map((pieces) => pieces.join(''));

/** Written without the properties of characters that the code goes by. */
const obeyed = new RegExp(
  '[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufffe\\uffff' +
    '\\u{e0000}-\\u{e0fff}]|[\\ud800-\\udbff](?![\\udc00-\\udfff])',
  'u',
);
const command = /^\s*::|##\w*\[|^(---|\+\+\+|~~~|\^\^\^) /m;

/** The sample, in which every text that a subject or a model chooses is this one. */
function spoken(text: string): Document {
  const result = {
    ...sample.results[0],
    subject: text,
    objective: text,
    reason: text,
    diagnosis: text,
    unit: text,
    observations: [text],
  };
  const verdicts = (['holds', 'refuted', 'undecided'] as const).map((verdict) => ({ ...result, law: text, verdict }));
  const counterexample = { learningRate: 1, weightDecay: 1, initScale: 1, hyperparameters: { [text]: 1 }, kind: text };
  const baseline = { file: text, state: 'changed', changes: [{ name: text, before: text, after: null }] } as const;
  const subject = {
    ...sample.subjects[0],
    name: text,
    reference: text,
    notes: [{ ...sample.subjects[0].notes[0], sentence: text, value: text }],
    findings: { [text]: { cause: sample.subjects[0].notes[0].cause, sentence: text } },
    baseline,
  };
  return {
    ...sample,
    subject,
    subjects: [subject],
    results: verdicts.map((each) => ({
      ...each,
      counterexample,
      replay: 'ilr1.token',
      foreign: { optimizer: text, objective: text },
    })),
    skipped: [{ subject: text, law: text, objective: text, reason: text }],
    errors: [
      {
        subject: text,
        kind: 'subject',
        code: 'SUBJECT_THROWS',
        message: `${text}\n  ${text}`,
        laws: [text],
        stack: `${text}\n${text}`,
      },
    ],
  };
}

const plain: RenderOptions = { color: false, quiet: false, verbose: true, errors: 'inside' };
const options = { seed: 14, numRuns: runs(300, 20_000) };

describe('whatever a subject says of itself', () => {
  test('obeys nobody on a screen, in a log, in a summary and in a test message', { timeout }, () => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = spoken(text);
        for (const shown of [terminal.render(document, plain), junit.render(document, plain), describeFailure(document)]) {
          expect(shown.match(obeyed)).toBeNull();
          expect(shown.match(command)).toBeNull();
        }
        const annotations = github.render(document, plain);
        expect(annotations.match(obeyed)).toBeNull();
        // One command for each error, refuted and undecided result and changed fingerprint, and no line besides.
        expect(annotations.split('\n').filter((line) => line !== '')).toHaveLength(4);
        for (const line of annotations.split('\n')) expect(line).toMatch(/^(::(error|warning) [^:]*::|$)/);
        const summary = github.summarise!(document);
        expect(summary.match(obeyed)).toBeNull();
        // Outside of the block, whose fence is longer than any in it, nothing is markup.
        const [fence] = /^`{3,}$/m.exec(summary)!;
        const [before, block, after] = summary.split(`\n${fence}\n`);
        expect(block).toContain(' is refuted for ');
        expect(before + after).not.toMatch(/<img|(?<!\\)\]\(http/);
      }),
      options,
    );
  });

  test('is the same document in JSON, in characters that obey nobody', { timeout }, () => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = spoken(text);
        const shown = json.render(document, plain);
        expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(document)));
        expect(shown.match(obeyed)).toBeNull();
        expect(shown.match(command)).toBeNull();
      }),
      options,
    );
  });

  test('is a comment or a literal in a test that is written', { timeout }, () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('vitest', 'node:test'), (text, framework) => {
        const code = regressionTest(spoken(text), framework, { directory: '.' })!;
        const calls = code
          .split('\n')
          .filter((line) => !line.startsWith('//') && !line.startsWith('import '))
          .join('\n');
        expect(code.match(obeyed)).toBeNull();
        // It parses, and all that runs is what was meant to.
        const ran: unknown[][] = [];
        const names = ['test', 'expect', 'replayCounterexample', 'assert', 'process'];
        const nobody = new Proxy({}, { get: (_, name) => void ran.push(['process', name]) });
        new Function(...names, calls)(
          (...words: unknown[]) => ran.push(words),
          () => {},
          () => {},
          {},
          nobody,
        );
        expect(ran.map(([title]) => title)).toEqual(
          Array.from({ length: 1 }, () => `${printable(text)} on ${printable(text)}`.replaceAll("'", '')),
        );
      }),
      options,
    );
  });

  test('stays as it is where it is harmless', () => {
    for (const text of ['adamw, ηλ ≤ 1 — “naïve” 你好 😀', 'a:b::c', '#1 [x]', 'x --- y']) {
      expect(printable(text)).toBe(text);
      expect(printableLines(text)).toBe(text);
      expect(withoutCommands(text)).toBe(text);
    }
  });
});
