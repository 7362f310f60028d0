import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { documentExitCode } from '../../src/cli/exit-code.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface BadSubject {
  readonly file: string;
  readonly what: string;
  readonly exit: readonly number[];
  readonly expected: string;
}

const folder = new URL('../../fixtures/bad-subjects/', import.meta.url);
const catalogue = JSON.parse(readFileSync(new URL('catalogue.json', folder), 'utf8')) as BadSubject[];
const laws = ['determinism', 'finiteness', 'first-step', 'live-hyperparameters', 'zero-gradient-decay'] as const;

describe('every bad subject ends as its catalogue says, with a message', () => {
  test.concurrent.each(catalogue)('$file: $what', async ({ file, exit }) => {
    const options = { laws, configurations: 20, workers: 1, timeLimit: 1, directory: 'fixtures/bad-subjects' };
    const document = await checkOptimizer(`./${file}`, options);
    const code = documentExitCode(document, false, false);
    expect(exit, JSON.stringify(document.errors)).toContain(code);
    for (const { message, code: name } of document.errors) {
      expect(name).toMatch(/^(SUBJECT_[A-Z_]+|INVALID_OPTIMIZER)$/);
      expect(message).toContain(file.replace(/\.mjs$/, ''));
      expect(message).not.toMatch(/\n\s+at /);
    }
    if (code === 1)
      for (const { verdict, diagnosis } of document.results) if (verdict === 'refuted') expect(diagnosis).toBeTruthy();
    if (code > 1) expect(document.errors.length).toBeGreaterThan(0);
  });
});
