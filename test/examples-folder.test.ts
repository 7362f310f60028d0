import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const programs: Readonly<Record<string, readonly string[]>> = {
  node: [],
  'npx intrinsic-lr': ['dist/cli/main.js'],
  'npx vitest': ['node_modules/vitest/vitest.mjs'],
};

/** What the head of an example says: `// $ command`, `// | what it prints`, `// ! exit code`. */
function headOf(text: string): { command: string; printed: string[]; code: number } {
  const line = (mark: string): string[] => Array.from(text.matchAll(new RegExp(`^// \\${mark} (.*)$`, 'gm')), ([, rest]) => rest);
  return { command: line('$')[0], printed: line('|'), code: Number(line('!')[0] ?? 0) };
}

const files = readdirSync(`${root}examples`).filter((file) => /\.(mjs|ts)$/.test(file) && !file.startsWith('vitest.config'));

describe('the folder examples/', () => {
  test('lists them all', () => {
    const list = readFileSync(`${root}examples/README.md`, 'utf8');
    expect(Array.from(list.matchAll(/^\| \[(\S+)\]/gm), ([, file]) => file).sort()).toEqual(files.sort());
  });

  test.each(files)('%s prints what it says', (file) => {
    const { command, printed, code } = headOf(readFileSync(`${root}examples/${file}`, 'utf8'));
    expect(command).toContain(file);
    expect(printed.length).toBeGreaterThan(0);
    const [program, first] = Object.entries(programs).find(([name]) => command.startsWith(name))!;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [...first, ...command.slice(program.length).trim().split(/ +/)],
      {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' },
      },
    );
    for (const text of printed) expect(`${stdout}\n${stderr}`).toContain(text);
    expect(status).toBe(code);
  });
});
