import { spawn, type SpawnOptions } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { program } from '../cli/run-cli.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';

const wrong = sgdModule('wrong', 'weightDecay /= learningRate;').replace(
  'init()',
  "contract: { weightDecay: 'coupled' }, init()",
);
/** Source of a model whose loss is scale-invariant. */
const model = (inLoss: string): string => `
  export default {
    name: 'ratio',
    parameters: { w: [3] },
    batch: ({ random }) => [random.normal(), random.normal(), random.normal()],
    loss({ parameters: { w }, batch }) {
      ${inLoss}
      return batch.reduce((sum, x, i) => sum + x * w[i], 0) / Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
    },
  };`;
const rare = 'parameters.length > 1 && parameters[1].shape.length > 2';
const small = 'parameters.length === 1 && parameters[0].data.length === 3 && learningRate === 1';
const folder = temporaryFolder({
  'right.mjs': sgdModule('right'),
  'wrong.mjs': wrong,
  'nan.mjs': sgdModule('nan', 'if (step === 3) parameters[0].data[0] = NaN;'),
  'throws.mjs': sgdModule('throws', 'if (step === 7) throw null;'),
  // Tensors that laws draw, and nothing draws before.
  'dies.mjs': sgdModule('dies', `if (${rare}) process.exit(0);`),
  'wrong-dies.mjs': wrong.replace('weightDecay /=', `if (${rare}) process.exit(0); weightDecay /=`),
  'wrong-throws.mjs': wrong.replace('weightDecay /=', `if (${rare}) throw new Error(); weightDecay /=`),
  'wrong-small-dies.mjs': wrong.replace('weightDecay /=', `if (${small}) process.exit(0); weightDecay /=`),
  'wrong-small-throws.mjs': wrong.replace('weightDecay /=', `if (${small}) throw new Error(); weightDecay /=`),
  'hangs.mjs': model('for (;;);'),
  'import-hangs.mjs': 'for (;;);',
  file: '',
});
const few = ['--laws', 'zero-gradient-decay,finiteness', '--configurations', '5', '--workers', '1', '--seed', '1', '--quiet'];
const check = (subject: string, ...more: string[]): string[] => ['check', `./${subject}.mjs`, ...few, ...more];
/** Of what is built in, which needs no process of its own. */
const checkBuiltin = (...more: string[]): string[] => ['check', 'sgd', ...few, ...more];

/** Runs the command with other descriptors than usual; the exit code, or the signal that ended it. */
function exitOf(
  words: readonly string[],
  { stdout = 'ignore', stderr = 'ignore', env = {} }: { stdout?: string; stderr?: string; env?: Record<string, string> } = {},
): Promise<number | string | null> {
  const opened: number[] = [];
  const target = (name: string): 'ignore' | 'pipe' | number => {
    if (name === 'ignore' || name === 'closed') return name === 'closed' ? 'pipe' : 'ignore';
    const descriptor = openSync(join(folder, name), 'w');
    opened.push(descriptor);
    return descriptor;
  };
  const stdio: SpawnOptions['stdio'] = ['ignore', target(stdout), target(stderr)];
  const child = spawn(process.execPath, [program, ...words], { cwd: folder, stdio, env: { ...process.env, CI: '', ...env } });
  child.stdout?.destroy();
  child.stderr?.destroy();
  opened.forEach((descriptor) => closeSync(descriptor));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
}

const full = '../../../../dev/full';
const summary = { GITHUB_STEP_SUMMARY: '/' };

describe.concurrent('1 is refuted and nothing else', () => {
  test.each([
    ['holds', checkBuiltin(), {}, 0],
    ['holds, the disk is full', checkBuiltin(), { stdout: full }, 3],
    ['holds, nobody reads', checkBuiltin('--json'), { stdout: 'closed' }, 3],
    ['refuted, the disk is full', check('wrong'), { stdout: full }, 1],
    ['refuted, nobody reads', check('wrong', '--json'), { stdout: 'closed', stderr: 'closed' }, 1],
    ['a mistake, and nobody to tell it', check('missing'), { stdout: full, stderr: full }, 2],
    ['a crash, and nobody to tell it', check('throws'), { stderr: full }, 3],
    ['not finite', check('nan'), {}, 1],
    ['holds, the job summary cannot be written', checkBuiltin('--reporter', 'github'), { env: summary }, 0],
    ['holds, the report cannot be written', checkBuiltin('--reporter', 'junit', '--output-file', 'file/x.xml'), {}, 2],
    ['refuted, the report cannot be written', check('wrong', '--reporter', 'junit', '--output-file', 'file/x.xml'), {}, 1],
    ['refuted, the fingerprint cannot be written', check('wrong', '--baseline', 'file/x.json'), {}, 1],
    ['holds, the fingerprint cannot be written', checkBuiltin('--baseline', 'file/x.json'), {}, 2],
    ['a fingerprint without end', checkBuiltin('--baseline', '/dev/zero'), {}, 2],
    ['a replay of a folder', ['replay', '.'], {}, 2],
    ['a number that is none', checkBuiltin('--seed', 'NaN'), {}, 2],
  ] as const)('%s', async (_, words, settings, expected) => expect(await exitOf(words, settings)).toBe(expected));
});

describe.concurrent('a subject that fails at some configurations', () => {
  const more = ['--configurations', '200', '--json'];
  test.each([
    ['ends its process, and holds elsewhere', 'dies', 3],
    ['ends its process, and is refuted by an earlier one', 'wrong-dies', 1],
    ['throws, and is refuted by an earlier one', 'wrong-throws', 1],
    ['ends its process at smaller ones than what refutes it', 'wrong-small-dies', 1],
    ['throws at smaller ones than what refutes it', 'wrong-small-throws', 1],
  ])('%s', async (_, subject, expected) => expect(await exitOf(check(subject, ...more))).toBe(expected));
});

describe.concurrent('a model that hangs', () => {
  test.each(['hangs', 'import-hangs'])('%s: is a crash, and is asked once', async (name) => {
    const laws = 'scale-invariance,gradient-orthogonality,radial-identity,finiteness';
    const words = ['check', 'builtin:sgd', '--laws', laws, '--objective', `./${name}.mjs`, '--time-limit', '0.25', '--json'];
    expect(await exitOf([...words, '--workers', '2'], { stdout: `${name}.json` })).toBe(3);
    const { errors } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    expect(errors).toMatchObject([{ kind: 'model', code: 'MODEL_HANGS' }]);
    expect((errors[0].laws ?? []).length).toBeLessThanOrEqual(2);
  });

  test.each(['hangs', 'import-hangs'])('%s: is a crash of its analysis', async (name) => {
    expect(await exitOf(['model', `./${name}.mjs`, '--time-limit', '0.25'])).toBe(3);
  });
});

describe.concurrent('too few descriptors', () => {
  test.each([20, 24, 32])('%i of them are a crash', async (descriptors) => {
    const words = [process.execPath, program, ...check('right')];
    const child = spawn('sh', ['-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh', ...words], { cwd: folder, stdio: 'ignore' });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(3);
  });
});

describe.concurrent('a gate without a configuration', () => {
  test('fails on CI and says so, also quietly and in a folder below', async () => {
    mkdirSync(join(folder, 'above/below'), { recursive: true });
    const words = ['gate', '--quiet', '--seed', '1'];
    expect(await exitOf(words, { stdout: 'out', stderr: 'err', env: { CI: 'true' } })).toBe(5);
    expect(readFileSync(join(folder, 'err'), 'utf8')).toContain('there is no intrinsic-lr.config.{ts,mts,js,mjs} here');
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('');
    for (const name of ['TF_BUILD', 'GITHUB_ACTIONS']) expect(await exitOf(words, { env: { [name]: 'true' } })).toBe(5);
  });
});
