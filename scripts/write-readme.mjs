/**
 * Writes the generated parts of README.md: what its example prints, and the table of laws.
 *
 *     node scripts/write-readme.mjs [--print]
 *
 * Reads and runs the built package (npm run build). The README shows the verdicts, one of the failures, and the summary; what it leaves
 * out is marked by a line `…`. With --print the whole README goes to stdout and no file is written.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { laws } from '../dist/index.js';

const path = new URL('../README.md', import.meta.url);
const readme = readFileSync(path, 'utf8');
const example = /(```console\n\$ npx intrinsic-lr (check my-sgd\.mjs[^\n]*)\n).*?(```)/s;
const table = /(<!-- laws -->\n).*?(<!-- \/laws -->)/s;

/** The failure that is shown of those that the example prints. */
const shown = '✗ zero-gradient-decay';

function runExample() {
  const [, module] = /```js [^\n]*my-sgd\.mjs[^\n]*\n(.*?)```/s.exec(readme);
  const words = example.exec(readme)[2].split(' ');
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  writeFileSync(join(folder, 'my-sgd.mjs'), module);
  const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, GITHUB_ACTIONS: undefined },
  });
  rmSync(folder, { recursive: true });
  if (status !== 1) throw new Error(`the example should exit with 1, a refutation, and exits with ${status}: ${stdout}`);
  return stdout
    .trimEnd()
    .split('\n\n')
    .filter((paragraph) => !paragraph.startsWith('✗') || paragraph.startsWith(shown))
    .map((paragraph) => (paragraph.startsWith(shown) ? `…\n\n${paragraph}` : paragraph))
    .join('\n\n');
}

const rows = laws.map(({ id, tier, claim }) => `| \`${id}\` | ${tier} | ${claim.replaceAll('|', '\\|')} |`);
const output = runExample();
const text = readme
  .replace(example, (_, start, _words, end) => `${start}${output}\n${end}`)
  .replace(table, (_, start, end) => `${start}\n${['| law | tier | claim |', '|---|---|---|', ...rows].join('\n')}\n\n${end}`);

if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(path, text);
