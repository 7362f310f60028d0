import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'empty-project-'));

const compiler = join(root, 'node_modules/typescript/bin/tsc');

const npm = (words: string[], directory = project): string =>
  execFileSync('npm', words, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const command = (...words: string[]): SpawnSyncReturns<string> =>
  spawnSync(join(project, 'node_modules/.bin/intrinsic-lr'), words, { cwd: project, encoding: 'utf8' });
const compile = (...words: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [compiler, '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', ...words], {
    cwd: project,
    encoding: 'utf8',
  });
const write = (file: string, lines: string[]): void => writeFileSync(join(project, file), `${lines.join('\n')}\n`);

let packed: string[] = [];

beforeAll(() => {
  // The scripts would build again, under the feet of the tests that run beside this one.
  const [{ filename, files }] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', project], root));
  packed = files.map(({ path }: { path: string }) => path);
  write('package.json', ['{ "name": "empty-project", "private": true, "type": "module" }']);
  npm(['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`]);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the packed tarball, installed into an empty project', () => {
  test('holds what runs and what explains it, and nothing else', () => {
    const documents = ['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md'];
    expect(packed).toEqual(expect.arrayContaining([...documents, 'dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js']));
    expect(packed).toEqual(
      expect.arrayContaining([
        'dist/schema.json',
        'fixtures/digits/digits.csv.gz',
        'fixtures/mnist/mnist-2500.gz',
        'adapters/python/protocol.py',
      ]),
    );
    const others = packed.filter(
      (path) => !documents.includes(path) && !/^(dist|fixtures\/(digits|mnist)|adapters\/python)\//.test(path),
    );
    expect(others).toEqual([]);
    expect(packed.filter((path) => /\.tsbuildinfo|__pycache__/.test(path))).toEqual([]);
  });

  test('brings no TensorFlow.js, which it declares, and runs nothing while it is installed', () => {
    expect(existsSync(join(project, 'node_modules', '@tensorflow'))).toBe(false);
    const manifest = JSON.parse(readFileSync(join(project, 'node_modules/intrinsic-lr/package.json'), 'utf8')) as {
      peerDependencies: Record<string, string>;
      peerDependenciesMeta: Record<string, { optional: boolean }>;
      scripts: Record<string, string>;
    };
    for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-node']) {
      expect(manifest.peerDependencies[name]).toBeTruthy();
      expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
    }
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) expect(manifest.scripts[script]).toBeUndefined();
  });

  test('lists what there is', () => {
    const { status, stdout } = command('list', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ optimizers: expect.arrayContaining([expect.objectContaining({ name: 'sgd' })]) });
  });

  test.each([
    ['learningRate * (g[j] + weightDecay * w[j])', 0, 'holds'],
    ['learningRate * g[j] + weightDecay * w[j]', 1, 'refuted'],
  ])('checks a module whose step is %s: exit %i', (step, code, verdict) => {
    write('my-sgd.mjs', [
      'export default {',
      "  name: 'my-sgd',",
      "  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },",
      '  init: () => ({}),',
      '  update({ parameters, gradients, learningRate, weightDecay }) {',
      '    parameters.forEach(({ data: w }, i) => {',
      '      const g = gradients[i].data;',
      `      for (let j = 0; j < w.length; j++) w[j] -= ${step};`,
      '    });',
      '  },',
      '};',
    ]);
    const { status, stdout } = command(
      'check',
      'my-sgd.mjs',
      '--tier',
      'exact',
      '--configurations',
      '20',
      '--seed',
      '1',
      '--json',
    );
    expect(status).toBe(code);
    expect(JSON.parse(stdout)).toMatchObject({ verdict, seed: 1 });
  });

  test('has a public entry', () => {
    write('use.mjs', [
      "import { checkLaw, sgd } from 'intrinsic-lr';",
      "const { verdict } = await checkLaw('scaling-symmetry', sgd, { configurations: 20 });",
      'console.log(verdict);',
    ]);
    expect(execFileSync(process.execPath, ['use.mjs'], { cwd: project, encoding: 'utf8' })).toBe('holds\n');
  });

  test('has matchers that vitest runs, with types for vitest 4', () => {
    expect(packed).toEqual(expect.arrayContaining(['dist/model-schema.json', 'dist/fingerprint-schema.json']));
    const modules = join(project, 'node_modules');
    symlinkSync(join(root, 'node_modules/vitest'), join(modules, 'vitest'));
    write('vitest.config.mjs', ['export default {};']);
    write('matchers.test.ts', [
      "import 'intrinsic-lr/vitest';",
      "import { expect, test } from 'vitest';",
      "import { sgd, type Optimizer } from 'intrinsic-lr';",
      "import { toSatisfyLaw } from 'intrinsic-lr/matchers';",
      'const strong: Optimizer = { ...sgd, update: (step) => sgd.update({ ...step, weightDecay: 1.05 * step.weightDecay }) };',
      "test('holds', async () => {",
      "  await expect(sgd).toSatisfyLaw('scaling-symmetry', { configurations: 5 });",
      "  await expect(sgd).toMatchFingerprint('sgd.json', { update: true });",
      "  const { pass, message } = await toSatisfyLaw(strong, 'radial-identity', { configurations: 5 });",
      '  if (!pass) throw new Error(message());',
      '});',
    ]);
    const run = spawnSync(process.execPath, [join(modules, 'vitest/vitest.mjs'), 'run', '--root', project], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined, NODE_ENV: undefined },
    });
    expect(run.stdout + run.stderr).toMatch(/Error: radial-identity is refuted for sgd on digits-mlp/);
    expect(run.status).toBe(1);
    expect(existsSync(join(project, 'sgd.json'))).toBe(true);
    expect(compile('--skipLibCheck', 'matchers.test.ts')).toMatchObject({ stdout: '', status: 0 });
    rmSync(join(modules, 'vitest'));
  });

  test('has types that a strict compiler accepts, those for vitest 5 among them, and that refuse what is wrong', () => {
    const use = (weightDecay: string, law: string): string[] => [
      "import { checkOptimizer, defineConfig, defineOptimizer, type Document } from 'intrinsic-lr';",
      "import type { Optimizer } from 'intrinsic-lr';",
      'export const still: Optimizer = defineOptimizer({',
      "  name: 'still',",
      `  contract: { weightDecay: '${weightDecay}' },`,
      '  init: ({ parameters }) => ({ sizes: parameters.map(({ data }) => data.length) }),',
      '  update({ state }) {',
      '    const [first]: number[] = state.sizes;',
      '    state.sizes[0] = first;',
      '  },',
      '});',
      "export const document: Promise<Document> = checkOptimizer(still, { laws: ['determinism'], configurations: 10 });",
      `export default defineConfig({ subjects: ['builtin:sgd'], laws: ['${law}'] });`,
    ];
    write('own-laws.d.ts', [
      "import 'intrinsic-lr';",
      "declare module 'intrinsic-lr' {",
      '  interface OwnLaws {',
      "    'sign-symmetry': true;",
      '  }',
      '}',
    ]);
    write('use.ts', use('none', 'sign-symmetry'));
    write('wrong.ts', use('sometimes', 'equilibirum'));
    // The part of vitest 5 that counts, whose parameters differ.
    mkdirSync(join(project, 'node_modules/vitest'));
    write('node_modules/vitest/package.json', ['{ "name": "vitest", "version": "5.0.0", "types": "index.d.ts" }']);
    write('node_modules/vitest/index.d.ts', [
      'export interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {}',
      'export declare const expect: { <T>(actual: T): Matchers<void, T> & { not: Matchers<void, T> } };',
    ]);
    write('five.ts', [
      "import 'intrinsic-lr/vitest5';",
      "import { expect } from 'vitest';",
      "export const promise: Promise<void> = expect({}).toSatisfyLaw('determinism');",
    ]);
    const { stdout, status } = compile('own-laws.d.ts', 'use.ts', 'five.ts', 'wrong.ts');
    // One run of the compiler, which says nothing about the package or what uses it rightly.
    expect(stdout.match(/^.*error TS.*/gm)).toEqual([
      expect.stringMatching(/^wrong\.ts\(5,\d+\): error .*'"sometimes"' is not assignable/),
      expect.stringMatching(/^wrong\.ts\(13,\d+\): error .*'"equilibirum"' is not assignable.*/),
    ]);
    expect(status).not.toBe(0);
  });
});
