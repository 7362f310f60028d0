import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pythonProgram } from '../../src/subjects/process/python.ts';
import { canRun } from '../subjects/process/python-libraries.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli, type Finished } from './run-cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const contract = "contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },";
const right = sgdModule('my-sgd').replace('init()', `${contract} init()`);
const wrong = right.replace('learningRate * (g[j] + weightDecay * w[j])', 'learningRate * g[j] + weightDecay * w[j]');

test('--regression-test writes a test that fails until the mistake is mended', async () => {
  expect(wrong).not.toBe(right);
  const folder = temporaryFolder({ 'my-sgd.mjs': wrong });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/intrinsic-lr'));
  const check = (): Promise<Finished> =>
    runCli(
      [
        'check',
        './my-sgd.mjs',
        '--laws',
        'zero-gradient-decay',
        '--configurations',
        '10',
        '--seed',
        '1',
        '--regression-test',
        'test/found.test.mjs',
      ],
      { directory: folder },
    );
  const run = (): number | null =>
    spawnSync(process.execPath, ['--test', 'test/found.test.mjs'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: undefined },
    }).status;

  const { code, stderr } = await check();
  expect(code).toBe(1);
  expect(stderr).toContain('wrote test/found.test.mjs, which fails until this is mended');
  expect(readFileSync(join(folder, 'test/found.test.mjs'), 'utf8')).toContain("import optimizer from '../my-sgd.mjs';");
  expect(run()).toBe(1);
  writeFileSync(join(folder, 'my-sgd.mjs'), right);
  expect(run()).toBe(0);

  // What it wrote itself it may write again; with nothing refuted there is nothing to write.
  expect((await check()).code).toBe(0);
  expect(existsSync(join(folder, 'test/found.test.mjs'))).toBe(true);
  writeFileSync(join(folder, 'test/found.test.mjs'), '// mine');
  expect(await check()).toMatchObject({ code: 2, stderr: expect.stringContaining('it was not written here') });
  expect(readFileSync(join(folder, 'test/found.test.mjs'), 'utf8')).toBe('// mine');
});

test.runIf(canRun('numpy'))('what it writes for a Python file runs under pytest, or without it', async () => {
  const bug = 'numpy_sgd_first_tensor_decayed_only.py';
  const folder = temporaryFolder({ 'package.json': '{}' });
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/intrinsic-lr'));
  symlinkSync(join(root, 'dist/cli/main.js'), join(folder, 'node_modules/.bin/intrinsic-lr'));
  // As npm does when it installs a command.
  chmodSync(join(root, 'dist/cli/main.js'), 0o755);
  copyFileSync(join(root, 'fixtures/planted-bugs/python', bug), join(folder, bug));
  const asked = ['--laws', 'zero-gradient-decay', '--configurations', '10', '--seed', '1'];
  const { code } = await runCli(['check', `./${bug}`, ...asked, '--regression-test', 'tests/test_sgd.py'], { directory: folder });
  expect(code).toBe(1);

  const script = 'import test_sgd; [call() for name, call in vars(test_sgd).items() if name.startswith("test_")]';
  const run = (): { status: number | null; stderr: string } =>
    spawnSync(pythonProgram(), ['-c', script], { cwd: join(folder, 'tests'), encoding: 'utf8' });
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringMatching(/AssertionError[^]*not decayed/) });
  const mended = readFileSync(join(folder, bug), 'utf8').replace(/ if position[^:\n]*/, '');
  expect(mended).not.toBe(readFileSync(join(folder, bug), 'utf8'));
  writeFileSync(join(folder, bug), mended);
  expect(run()).toMatchObject({ status: 0 });
});
