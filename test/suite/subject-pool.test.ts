import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/suite/host.ts';
import { createSubjectPool, type SubjectPool, type SubjectPoolOptions } from '../../src/suite/subject-pool.ts';
import { stop } from '../subjects/stop.ts';
import { sgdModule, temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder({
  'good.mjs': sgdModule('good'),
  'pollutes.mjs': `Math.sqrt = () => NaN; ${sgdModule('pollutes')}`,
  'polluted.mjs': `if (Math.sqrt(4) !== 2) throw new Error('polluted'); ${sgdModule('polluted')}`,
  'loop.mjs': sgdModule('loop', 'if (step === 5) for (;;);'),
  'init-stops.mjs': sgdModule('init-stops').replace('init() {', `init() { ${stop}`),
  'import-stops.mjs': stop,
  'import-waits.mjs': `await new Promise(() => {}); ${sgdModule('import-waits')}`,
  'exits.mjs': sgdModule('exits', 'if (step === 3) process.exit(0);'),
  'hoards.mjs': sgdModule('hoards', 'if (step === 2) { const all = []; for (;;) all.push({ a: [step], b: {} }); }'),
  'loose-promise.mjs': sgdModule('loose-promise', 'if (step === 50) Promise.reject(new Error("left alone"));'),
  'talks.mjs': `import { writeSync } from 'node:fs'; ${sgdModule('talks', `if (step <= 2) { console.log('{'); process.stdout.write('x'); writeSync(1, 'y'); }`)}`,
});

const ratio = (inLoss: string): string => `
  let calls = 0;
  export default {
    name: 'ratio',
    parameters: { w: [3] },
    batch: ({ random }) => [random.normal(), random.normal(), random.normal()],
    loss({ parameters: { w }, batch }) {
      calls++;
      ${inLoss}
      return batch.reduce((sum, x, i) => sum + x * w[i], 0) / Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
    },
  };`;
const models = temporaryFolder({
  'good.mjs': ratio(''),
  'import-loops.mjs': 'for (;;) {}',
  'import-waits.mjs': 'await new Promise(() => {});',
  'at-once.mjs': ratio(stop),
  'late.mjs': ratio(`if (calls > 5000) ${stop}`),
});

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

const settings = { seed: 1, configurations: 5, alpha: 1e-6, replicaLimit: 4 };
const task = (subject: number, law: Task['law']): Task => ({ subject, law, objective: 'isotropic-noise', settings });

describe('a worker pool', () => {
  test('opens subjects and runs laws, as often as asked, with the same result whatever the number of workers', async () => {
    const run = (workers: number): Promise<unknown[]> =>
      withPool(
        ['good.mjs', 'builtin:adamw'],
        async (pool) => {
          const openings = await Promise.all(
            [0, 1].map((i) => pool.open(i, [{ law: 'determinism', objective: 'isotropic-noise' }])),
          );
          const tasks = (['determinism', 'finiteness', 'zero-gradient-decay'] as const).flatMap((law) => [
            task(0, law),
            task(1, law),
          ]);
          return [...openings, ...(await Promise.all(tasks.map((each) => pool.run(each, () => {}))))];
        },
        { workers, timeLimit: 30 },
      );
    const [alone, together] = [await run(1), await run(3)];
    expect(alone).toHaveLength(8);
    for (const answer of alone) expect(answer).toMatchObject({ kind: 'done' });
    expect(together).toEqual(alone);
  });

  test('shares the records of what workers run, and gives the same for any number of them', async () => {
    const laws: Task['law'][] = ['effective-rate-scaling', 'fast-equilibrium', 'effective-rate-scaling'];
    const run = (workers: number): Promise<unknown[]> =>
      withPool(
        ['builtin:sgd', 'builtin:sgd'],
        (pool) =>
          Promise.all(
            [0, 1].flatMap((subject) =>
              laws.map((law) => pool.run({ ...task(subject, law), settings: { ...settings, replicaLimit: 64 } }, () => {})),
            ),
          ),
        { workers, timeLimit: 30 },
      );
    const [alone, together] = [await run(1), await run(3)];
    expect(alone).toHaveLength(6);
    for (const answer of alone) expect(answer).toMatchObject({ kind: 'done', value: { verdict: { verdict: 'holds' } } });
    // The same subject twice, and the same law twice of one subject.
    expect(alone.slice(3)).toEqual(alone.slice(0, 3));
    expect(alone[2]).toEqual(alone[0]);
    expect(together).toEqual(alone);
  });

  test.each(['', '--fault forgets'])(
    'begins what is asked later while a subject is measured, with the same result: %s',
    async (fault) => {
      const reference = `command:${process.execPath} fixtures/protocol/heavy-ball.mjs ${fault}`;
      const options = { workers: 2, timeLimit: 30, directory: process.cwd() };
      const [ahead, other] = (['drive-invariance', 'determinism'] as const).map((law) => task(0, law));
      const run = (begun?: Task): Promise<unknown[]> =>
        withPool(
          [reference],
          async (pool) => {
            const opening = await pool.open(0, [ahead, other], begun);
            return [opening, ...(await Promise.all([ahead, other].map((each) => pool.run(each, () => {}))))];
          },
          options,
        );
      const plain = await run();
      expect(plain).toMatchObject([{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }]);
      expect(await run(ahead)).toEqual(plain);
      // What was begun is another question.
      expect(await run({ ...ahead, settings: { ...settings, seed: 2 } })).toEqual(plain);
    },
  );

  test.concurrent.each([
    ['loop.mjs', 'SUBJECT_HANGS', 'update', 5],
    ['init-stops.mjs', 'SUBJECT_HANGS', 'init', 0],
    ['import-stops.mjs', 'SUBJECT_HANGS', 'import', 0],
    ['import-waits.mjs', 'SUBJECT_HANGS', 'import', 0],
    ['exits.mjs', 'SUBJECT_EXITED', 'update', 3],
  ])('ends %s (%s in %s, step %i), and goes on with the next', async (reference, code, name, step) => {
    const [bad, good] = await withPool([reference, 'good.mjs'], (pool) => Promise.all([pool.open(0, []), pool.open(1, [])]));
    expect(bad).toMatchObject({ kind: 'failed', failure: { kind: 'subject', code, function: name, step } });
    expect(good).toMatchObject({ kind: 'done' });
  });

  test('ends a subject that fills the heap', async () => {
    const [bad, good] = await withPool(['hoards.mjs', 'good.mjs'], (pool) => Promise.all([pool.open(0, []), pool.open(1, [])]), {
      heapLimit: 32,
      timeLimit: 60,
    });
    expect(bad).toMatchObject({ kind: 'failed', failure: { code: 'SUBJECT_OUT_OF_MEMORY', function: 'update', step: 2 } });
    expect(good).toMatchObject({ kind: 'done' });
  });

  test('reports what a subject left running', async () => {
    const answer = await withPool(['loose-promise.mjs'], async (pool) => {
      const first = await pool.open(0, []);
      return first.kind === 'failed' ? first : pool.run(task(0, 'determinism'), () => {});
    });
    expect(answer).toMatchObject({ kind: 'failed', failure: { code: 'SUBJECT_THROWS' } });
    expect((answer as { failure: { message: string } }).failure.message).toContain('left alone');
  });

  test('lets no subject see what another left behind, not even a built-in', async () => {
    const laws = [{ law: 'gradient-orthogonality', objective: 'isotropic-noise' }] as const;
    const answers = await withPool(['pollutes.mjs', 'polluted.mjs', 'builtin:adam'], (pool) =>
      Promise.all([0, 1, 2].map((subject) => pool.open(subject, laws))),
    );
    expect(answers.slice(1)).toMatchObject([{ kind: 'done' }, { kind: 'done' }]);
    const clean = await withPool(['builtin:adam'], (pool) => pool.open(0, laws));
    expect(answers[2]).toEqual(clean);
  });

  test('keeps writes to standard output back, and counts them', async () => {
    const [answer, writes] = await withPool(['talks.mjs'], async (pool) => [await pool.open(0, []), pool.writes] as const);
    expect(answer).toMatchObject({ kind: 'done' });
    // Two steps of the probe alone, three ways each.
    expect(writes).toBeGreaterThanOrEqual(6);
  });

  test('cancels one subject for good and leaves the others alone', async () => {
    const answers = await withPool(
      ['loop.mjs', 'good.mjs'],
      async (pool) => {
        const all = [pool.open(0, []), pool.open(0, []), pool.open(1, [])];
        pool.cancel('enough', { subject: 0 });
        return Promise.all([...all, pool.open(0, [])]);
      },
      { timeLimit: 60 },
    );
    expect(answers).toMatchObject([
      { kind: 'cancelled', reason: 'enough' },
      { kind: 'cancelled', reason: 'enough' },
      { kind: 'done' },
      { kind: 'cancelled', reason: 'enough' },
    ]);
  });

  test.each(['import-loops.mjs', 'import-waits.mjs', 'at-once.mjs', 'late.mjs'])(
    'ends the model %s, which hangs',
    async (file) => {
      const objective = `./${file}`;
      const run = (pool: SubjectPool): Promise<unknown> =>
        pool.run({ ...task(0, 'scale-invariance'), objective, settings: { ...settings, configurations: 2000 } }, () => {});
      const options = { directory: models, timeLimit: 0.25 };
      expect(await withPool(['builtin:sgd'], run, options)).toMatchObject({
        kind: 'failed',
        failure: { kind: 'model', code: 'MODEL_HANGS', message: expect.stringContaining(file) },
      });
    },
  );

  test('leaves a model that returns alone', async () => {
    const run = (pool: SubjectPool): Promise<unknown> =>
      pool.run({ ...task(0, 'scale-invariance'), objective: './good.mjs' }, () => {});
    expect(await withPool(['builtin:sgd'], run, { directory: models })).toMatchObject({ kind: 'done' });
  });
});
