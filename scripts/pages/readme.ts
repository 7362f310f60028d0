import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { laws } from '../../src/index.ts';
import { row } from '../table-row.ts';

const example = /(```console\n\$ npx intrinsic-lr (check my-sgd\.mjs[^\n]*)\n).*?(```)/s;
const table = /(<!-- laws -->\n).*?(<!-- \/laws -->)/s;

/** The failure that is shown of those that the example prints. */
const shown = '✗ zero-gradient-decay';

/** What the example of a README prints, by the built program. */
function runExample(readme: string): string {
  const [, module] = /```js [^\n]*my-sgd\.mjs[^\n]*\n(.*?)```/s.exec(readme)!;
  const words = example.exec(readme)![2].split(' ');
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  writeFileSync(join(folder, 'my-sgd.mjs'), module);
  const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
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

/**
 * README.md with its generated parts written anew: what its example prints, and the table of laws. It shows the verdicts, one of the
 * failures, and the summary; what it leaves out is marked by a line `…`.
 */
export function readmeAnew(readme: string): string {
  const rows = laws.map(({ id, tier, claim }) => row(`\`${id}\``, tier, claim));
  const output = runExample(readme);
  return readme
    .replace(example, (_, start: string, _words, end: string) => `${start}${output}\n${end}`)
    .replace(
      table,
      (_, start: string, end: string) => `${start}\n${['| law | tier | claim |', '|---|---|---|', ...rows].join('\n')}\n\n${end}`,
    );
}
