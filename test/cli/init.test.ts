import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli } from './run-cli.ts';

test.each([
  ['intrinsic-lr.config.mjs', {}],
  ['intrinsic-lr.config.ts', { 'tsconfig.json': '{}' }],
])('%s is written, and the gate runs it', async (name, files) => {
  const directory = temporaryFolder({ ...files, "it's mine.mjs": sgdModule('mine') });
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(fileURLToPath(new URL('../../', import.meta.url)), join(directory, 'node_modules/intrinsic-lr'));
  const written = await runCli(['init', "./it's mine.mjs", 'builtin:sgd', '--ci'], { directory });
  expect(written).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`wrote ${name}\n`) });
  expect(readFileSync(join(directory, '.github/workflows/intrinsic-lr.yml'), 'utf8')).toContain('npx intrinsic-lr gate');
  const gate = await runCli(['gate', '--configurations', '2', '--json'], { directory, env: { CI: 'true' } });
  expect(JSON.parse(gate.stdout)).toMatchObject({ verdict: 'holds', seed: 1, subjects: [{ name: 'mine' }, { name: 'sgd' }] });
});

test('what is there is left as it is, and nothing else is written', async () => {
  const directory = temporaryFolder({ 'intrinsic-lr.config.js': 'export default {};' });
  const { code, stderr } = await runCli(['init', '--ci'], { directory });
  expect([code, stderr]).toEqual([2, expect.stringContaining('intrinsic-lr.config.js exists already')]);
  expect(existsSync(join(directory, '.github'))).toBe(false);
  expect(readFileSync(join(directory, 'intrinsic-lr.config.js'), 'utf8')).toBe('export default {};');
});

test('what names no optimizer is not written', async () => {
  const directory = temporaryFolder({});
  const { code, stderr } = await runCli(['init', './mine.rb'], { directory });
  expect([code, stderr]).toEqual([2, expect.stringContaining('./mine.rb names no optimizer')]);
  expect(existsSync(join(directory, 'intrinsic-lr.config.mjs'))).toBe(false);
});
