import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';
import type { Document } from '../../../src/suite/document.ts';
import { closeChildren } from '../../../src/subjects/process/child-optimizer.ts';
import { openModuleSubject } from '../../../src/subjects/process/module-subject.ts';
import { isRunning } from '../../../src/subjects/process/system.ts';
import { createSubjectPool, type SubjectPool, type SubjectPoolOptions } from '../../../src/suite/subject-pool.ts';
import { runs } from '../../size.ts';
import { stop } from '../stop.ts';
import { sgdModule, temporaryFolder } from '../../suite/temporary-folder.ts';

/** SGD whose decay forgets the learning rate, which its contract denies. */
const wrong = (before = '', inside = ''): string =>
  `${before}\n${sgdModule('wrong', `${inside}; weightDecay /= learningRate;`).replace('init()', "contract: { weightDecay: 'coupled' }, init()")}`;

const folder = temporaryFolder({
  'good.mjs': sgdModule('good'),
  'stops-late.mjs': sgdModule('stops-late', 'if (step === 7) for (;;);'),
  'ends-late.mjs': sgdModule('ends-late', 'if (step === 7) process.exit(3);'),
  'throws-late.mjs': sgdModule('throws-late', 'if (step === 7) throw new RangeError("enough");'),
  // What keeps references, changes what it is given, or claims what JSON has no words for.
  'alias.mjs': sgdModule('alias', 'const last = state.last ?? gradients; state.last = gradients; gradients = last;'),
  'mutates.mjs': sgdModule('mutates', 'gradients[0].data[0] += weightDecay;'),
  // The same numbers in ordinary arrays, in the place of those that it was given.
  'plain-arrays.mjs': sgdModule('plain-arrays', 'for (const tensor of gradients) tensor.data = Array.from(tensor.data);'),
  'plain-tensors.mjs': sgdModule(
    'plain-tensors',
    'gradients.forEach(({ data }, i) => (gradients[i] = { data: Array.from(data) }));',
  ),
  'infinite.mjs': sgdModule('infinite').replace(
    'init()',
    "hyperparameters: { bound: Infinity }, contract: { decayExempt: (name, shape) => name === '9' && shape.length === 7 }, init()",
  ),

  'port.mjs': wrong(`import { parentPort } from 'node:worker_threads';
    const post = parentPort.postMessage.bind(parentPort); parentPort.postMessage = () => post({ kind: 'done', value: {} });`),
  'stack.mjs': wrong(
    '',
    'if (/intrinsic-lr|dist|suite|laws/.test(new Error().stack.replaceAll(import.meta.url, ""))) weightDecay *= learningRate',
  ),
  'arguments.mjs': wrong('', 'if (process.argv.some((word) => /program|dist/.test(word))) weightDecay *= learningRate'),
  'prototypes.mjs': wrong(`JSON.stringify = () => '{"protocol":1,"name":"forged"}'; Map.prototype.get = () => undefined;
    Uint8Array.prototype.set = () => {}; Promise.prototype.then = () => {};`),
  'frames.mjs': wrong(`import { writeSync } from 'node:fs';
    const frame = (sequence) => { const words = new Uint32Array([0x31524c49, 0x80, sequence, 0]); return new Uint8Array(words.buffer); };
    for (let sequence = 0; sequence < 9; sequence++) writeSync(3, frame(sequence));`),
  'garbage.mjs': wrong("import { writeSync } from 'node:fs'; writeSync(3, 'holds\\n');"),
  'oversized.mjs': wrong(`import { writeSync } from 'node:fs';
    writeSync(3, new Uint8Array(new Uint32Array([0x31524c49, 0x80, 1, 0x3fffffff]).buffer));`),
  'closes.mjs': wrong("import { closeSync } from 'node:fs'; closeSync(3);"),
  'posts.mjs': wrong("import { parentPort } from 'node:worker_threads';", 'parentPort.postMessage(null)'),

  'copies.mjs': sgdModule('copies').replace('init()', `copyState() { ${stop} }, init()`),
  'getter.mjs': sgdModule('getter').replace('return {};', `return { get x() { ${stop} } };`),
  'microtasks.mjs': sgdModule('microtasks', 'if (step === 3) (async () => { for (;;) await null; })();'),
  'ticks.mjs': sgdModule('ticks', 'if (step === 3) { const again = () => process.nextTick(again); again(); }'),
  'name.mjs': `export default { get name() { ${stop} }, init: () => ({}), update() {} };`,
  // Objects of a class, of which a copy keeps the fields only: one whose methods are used, and one of which they are not.
  'methods.mjs': `class Sums { #t = 0; count() { return ++this.#t; } }
    ${sgdModule('methods', 'state.count();').replace('return {};', 'return new Sums();')}`,
  'fields.mjs': `class Sums { t = 0; get count() { return this.t; } }
    ${sgdModule('fields', 'state.t += 1;').replace('return {};', 'return new Sums();')}`,
  'count.mjs': sgdModule('count').replace('init()', 'microBatches: 1e9, init()'),
  'long-name.mjs': sgdModule('n'.repeat(1e6)),
  'grows.mjs': sgdModule('grows', 'if (step === 2) { const all = []; for (;;) all.push(new Float64Array(1e6).fill(1)); }'),

  'environment.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync('environment.json', JSON.stringify(Object.keys(process.env)));
    ${sgdModule('environment')}`,
  'stays.mjs': `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => {});
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    writeFileSync('stays.json', JSON.stringify([process.pid, child.pid]));
    ${sgdModule('stays', `if (step === 5) ${stop}`)}`,
  ...Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [
      `counted${i}.mjs`,
      `import { appendFileSync } from 'node:fs'; appendFileSync('starts', process.pid + '\\n'); ${sgdModule(`counted${i}`)}`,
    ]),
  ),
});
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

async function withPool<Result>(
  references: string[],
  use: (pool: SubjectPool) => Promise<Result>,
  options: Partial<SubjectPoolOptions> = {},
): Promise<Result> {
  const pool = createSubjectPool(references, { workers: 1, timeLimit: 1, directory: folder, ...options });
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}

/** What two documents of the same optimizer must have in common, wherever it ran. */
const found = ({ results, skipped, subject }: Document): unknown => ({
  results: results.map(({ law, verdict, effect, counterexample, diagnosis, work }) => ({
    law,
    verdict,
    effect,
    counterexample,
    diagnosis,
    work,
  })),
  skipped: skipped.map(({ law, reason }) => [law, reason]),
  profile: subject?.profile,
  findings: subject?.findings,
});

describe('a module in a process of its own', () => {
  test.each(['good.mjs', 'alias.mjs', 'mutates.mjs', 'infinite.mjs'])('%s is judged as in memory, bit for bit', async (file) => {
    const { default: object } = (await import(pathToFileURL(join(folder, file)).href)) as { default: never };
    const options = { tier: 'exact', configurations: runs(4, 10), seed: 3, timeLimit: 60 } as const;
    const apart = await checkOptimizer(`./${file}`, { ...options, workers: 1, directory: folder });
    expect(apart.errors).toEqual([]);
    expect(found(apart)).toEqual(found(await checkOptimizer(object, options)));
  });

  test.each(['plain-arrays.mjs', 'plain-tensors.mjs'])('%s changes no gradient, and gets those of each step', async (file) => {
    const options = {
      tier: 'exact',
      configurations: runs(4, 10),
      seed: 3,
      timeLimit: 60,
      workers: 1,
      directory: folder,
    } as const;
    const { results, subject } = await checkOptimizer(`./${file}`, options);
    expect(subject?.findings).toEqual({});
    expect(results.map(({ verdict }) => verdict)).not.toContain('refuted');
  });

  test.each([
    'port.mjs',
    'stack.mjs',
    'arguments.mjs',
    'prototypes.mjs',
    'frames.mjs',
    'garbage.mjs',
    'oversized.mjs',
    'closes.mjs',
    'posts.mjs',
  ])('%s does not talk its way to a verdict', async (file) => {
    const laws = ['zero-gradient-decay'] as const;
    const { verdict, errors } = await checkOptimizer(`./${file}`, { laws, configurations: 10, directory: folder, timeLimit: 2 });
    expect(verdict === 'refuted' || errors.length > 0, `${verdict} ${JSON.stringify(errors)}`).toBe(true);
  });

  test.each([
    ['stops-late.mjs', 'SUBJECT_HANGS', 'does not return from update at step 7'],
    ['ends-late.mjs', 'SUBJECT_EXITED', 'ends in update at step 7 (exit code 3)'],
    ['throws-late.mjs', 'SUBJECT_THROWS', 'throws in update at step 7: RangeError: enough'],
  ])('%s is told with the call that it was, amid calls that nobody has waited for (%s)', async (file, code, message) => {
    const optimizer = openModuleSubject({ reference: `./${file}`, directory: folder, timeLimit: 1 });
    const tensor = (value: number): Tensor => ({ data: Float64Array.of(value), shape: [1] });
    const [run, other] = [1, 2].map((start) => new OptimizerRun(optimizer, [tensor(start)]));
    for (let step = 1; step <= 5; step++) other.call([tensor(1)], 0.1, 0);
    for (let step = 1; step <= 20; step++) run.call([tensor(1)], 0.1, 0);
    expect(() => run.parameters).toThrow(
      expect.objectContaining({ code, call: { function: 'update', step: 7 }, message: expect.stringContaining(message) }),
    );
    await closeChildren();
  });

  test.each([
    ['copies.mjs', 'SUBJECT_HANGS'],
    ['getter.mjs', 'SUBJECT_HANGS'],
    ['microtasks.mjs', 'SUBJECT_HANGS'],
    ['ticks.mjs', 'SUBJECT_HANGS'],
    ['name.mjs', 'SUBJECT_HANGS'],
    ['methods.mjs', 'SUBJECT_STATE_NOT_PLAIN'],
    ['count.mjs', 'INVALID_OPTIMIZER'],
    ['long-name.mjs', 'PROTOCOL_HANDSHAKE'],
    ['grows.mjs', 'SUBJECT_OUT_OF_MEMORY'],
  ])('%s is ended (%s)', async (file, code) => {
    const answer = await withPool([file], (pool) => pool.open(0, []), code === 'SUBJECT_OUT_OF_MEMORY' ? { timeLimit: 60 } : {});
    expect(answer).toMatchObject({ kind: 'failed', failure: { code } });
  });

  test('may keep objects of a class where a copy needs no more than their fields', async () => {
    const answer = await withPool(['fields.mjs'], (pool) => pool.open(0, []), { timeLimit: 30 });
    expect(answer).toMatchObject({ kind: 'done' });
  });

  test('sees PATH, HOME and what was allowed by name', async () => {
    process.env.ILR_TEST_ALLOWED = '1';
    process.env.ILR_TEST_SECRET = '1';
    await withPool(['environment.mjs'], (pool) => pool.open(0, []), { timeLimit: 30, env: ['ILR_TEST_ALLOWED'] });
    const names = read('environment.json') as string[];
    expect(names.filter((name) => !['PATH', 'HOME', 'ILR_TEST_ALLOWED'].includes(name))).toEqual([]);
    expect(names).toContain('ILR_TEST_ALLOWED');
  });

  test('leaves nothing behind, busy and deaf, nor does what it has started', async () => {
    await withPool(['stays.mjs'], async (pool) => {
      const opened = pool.open(0, []);
      while (!existsSync(join(folder, 'stays.json'))) await new Promise((resolve) => setImmediate(resolve));
      pool.cancel('enough');
      expect(await opened).toMatchObject({ kind: 'cancelled' });
    });
    const [own, started] = read('stays.json') as number[];
    expect([own, started].map(isRunning)).toEqual([false, false]);
  });

  test('is started once for each subject, and once more a worker at most', async () => {
    const references = Array.from({ length: 6 }, (_, i) => `counted${i}.mjs`);
    await withPool(
      references,
      async (pool) => {
        const run = async (subject: number): Promise<void> => {
          await pool.open(subject, []);
          const settings = { seed: 1, configurations: 2, alpha: 1e-6, replicaLimit: 4 };
          const laws = ['determinism', 'finiteness', 'gradient-scale'] as const;
          const tasks = laws.map((law) => ({ subject, law, objective: 'isotropic-noise', settings }));
          const answers = await Promise.all(tasks.map((task) => pool.run(task, () => {})));
          expect(answers).toMatchObject(laws.map(() => ({ kind: 'done' })));
        };
        await Promise.all(references.map((_, subject) => run(subject)));
      },
      { workers: 2, timeLimit: 60 },
    );
    const starts = new Set(readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n'));
    expect(starts.size).toBeGreaterThanOrEqual(6);
    expect(starts.size).toBeLessThanOrEqual(8);
  });
});
