import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { printable } from '../arithmetic/printable.ts';
import { subjectKinds } from '../subjects/kinds/index.ts';
import { findConfiguration } from '../suite/find-configuration.ts';
import { workingDirectory } from './working-directory.ts';

const workflow = '.github/workflows/intrinsic-lr.yml';

/**
 * Writes `intrinsic-lr.config.ts` (`.mjs` where the folder has no `tsconfig.json`) for the gate.
 *
 * @param references optimizers under test; of none the file shows what they look like
 * @param ci whether a workflow is written, too
 * @returns the files that were written, relative to the folder
 * @throws `ConfigurationError` `SUBJECT_UNKNOWN_KIND` on what names no optimizer, `FILE_EXISTS` before anything is written
 */
export function writeConfiguration(references: readonly string[], ci: boolean): string[] {
  const directory = workingDirectory();
  const unknown = references.find((reference) => !subjectKinds.some((kind) => kind.recognises(reference)));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      'SUBJECT_UNKNOWN_KIND',
      `${printable(unknown)} names no optimizer`,
      `expected ${subjectKinds.map(({ example }) => example).join(', ')}`,
    );
  }
  const existing = findConfiguration(directory);
  const name = existsSync(join(directory, 'tsconfig.json')) ? 'intrinsic-lr.config.ts' : 'intrinsic-lr.config.mjs';
  const files = [[name, configurationText(references)], ...(ci ? [[workflow, workflowText]] : [])];
  const taken = existing ?? (ci && existsSync(join(directory, workflow)) ? workflow : undefined);
  if (taken !== undefined)
    throw new ConfigurationError('FILE_EXISTS', `${printable(taken)} exists already`, 'edit it, or move it away first');
  for (const [file, text] of files) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    // Created exclusively: another process may have been quicker.
    writeFileSync(join(directory, file), text, { flag: 'wx' });
  }
  return files.map(([file]) => file);
}

function configurationText(references: readonly string[]): string {
  const subjects = references.map((reference) => `    ${quoted(reference)},\n`).join('');
  const none = `    // './src/my-optimizer.ts',\n    // { optimizer: 'torch:AdamW', laws: ['exact', 'statistical'], baseline: 'adamw.json' },\n    'builtin:adamw',\n`;
  return `import { defineConfig } from 'intrinsic-lr';

// What \`npx intrinsic-lr gate\` asks of which optimizers. Exit code 1: something is refuted.
export default defineConfig({
  subjects: [
${references.length === 0 ? none : subjects}  ],
  // Exact laws take seconds an optimizer; 'statistical' adds equilibria and takes about a minute.
  laws: ['exact'],
  // A fixed seed asks the same at every commit; without it each run draws other configurations, and prints its seed.
  seed: 1,
});
`;
}

/** As prettier writes it where that is possible. */
const quoted = (text: string): string => (/['\\\n]/.test(text) ? JSON.stringify(text) : `'${text}'`);

const workflowText = `name: intrinsic-lr

on: [push, pull_request]

permissions:
  contents: read

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npx intrinsic-lr gate
`;
