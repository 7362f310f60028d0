/**
 * Runs the example of README.md and writes what it prints back into the file.
 *
 *     node scripts/write-readme-example.mjs [--print]
 *
 * Runs the built package (npm run build). The README shows the verdicts, one of the failures, and the summary; what it leaves out is
 * marked by a line `…`. With --print the shortened output goes to stdout and no file is written.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const readme = new URL('../README.md', import.meta.url);
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const shown = '✗ zero-gradient-decay';

const text = readFileSync(readme, 'utf8');
const [, module] = /```js [^\n]*my-sgd\.mjs[^\n]*\n(.*?)```/s.exec(text);
const example = /(```console\n\$ npx intrinsic-lr (check my-sgd\.mjs[^\n]*)\n).*?(```)/s;
const words = example.exec(text)[2].split(' ');

const folder = mkdtempSync(join(tmpdir(), 'readme-'));
writeFileSync(join(folder, 'my-sgd.mjs'), module);
const { stdout, status } = spawnSync(process.execPath, [program, ...words], {
  cwd: folder,
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, GITHUB_ACTIONS: undefined },
});
rmSync(folder, { recursive: true });
if (status !== 1) throw new Error(`the example should exit with 1, a refutation, and exits with ${status}: ${stdout}`);

const paragraphs = stdout.trimEnd().split('\n\n');
const kept = paragraphs.filter((paragraph) => !paragraph.startsWith('✗') || paragraph.startsWith(shown));
const output = kept.map((paragraph) => (paragraph.startsWith(shown) ? `…\n\n${paragraph}` : paragraph)).join('\n\n');

if (process.argv.includes('--print')) process.stdout.write(`${output}\n`);
else
  writeFileSync(
    readme,
    text.replace(example, (_, start, _words, end) => `${start}${output}\n${end}`),
  );
