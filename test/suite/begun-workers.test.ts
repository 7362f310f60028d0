import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordStore } from '../../src/experiments/record-store.ts';
import { beginWorkers, takeBegun } from '../../src/suite/begun-workers.ts';
import { createSubjectPool } from '../../src/suite/subject-pool.ts';
import { sgdModule, temporaryFolder } from './temporary-folder.ts';

const directory = temporaryFolder({
  'good.mjs': sgdModule('good'),
  'writes.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync('LOADED', ''); ${sgdModule('writes')}`,
});
const options = { timeLimit: 30, directory };

describe('workers that were begun', () => {
  test('are those of the run that was meant, with the same results', async () => {
    const settings = { seed: 1, configurations: 5, alpha: 1e-6, replicaLimit: 4 };
    const task = { subject: 0, law: 'determinism', objective: 'isotropic-noise', settings };
    const run = async (): Promise<unknown[]> => {
      const pool = createSubjectPool(['good.mjs'], { workers: 2, ...options });
      const answers = [await pool.open(0, [task]), await pool.run(task, () => {})];
      await pool.close();
      return answers;
    };
    const plain = await run();
    beginWorkers('good.mjs', 2, options);
    expect(await run()).toEqual(plain);
    expect(plain).toMatchObject([{ kind: 'done' }, { kind: 'done', value: { verdict: { verdict: 'holds' } } }]);
    expect(takeBegun(['good.mjs'], options, recordStore())).toEqual([]);
  });

  test('are as many as a run of the subject uses', async () => {
    for (const [reference, count] of [
      ['good.mjs', 1],
      ['builtin:sgd', 3],
    ] as const) {
      beginWorkers(reference, 3, options);
      const workers = takeBegun([reference], options, recordStore());
      expect(workers).toHaveLength(count);
      await Promise.all(workers.map((worker) => worker.close()));
    }
  });

  test.each([
    ['other subjects', ['writes.mjs', 'good.mjs'], options],
    ['another limit', ['writes.mjs'], { ...options, timeLimit: 31 }],
    ['another environment', ['writes.mjs'], { ...options, env: ['SECRET'] }],
  ])('are not used by a run with %s', (_, references, others) => {
    beginWorkers('writes.mjs', 2, options);
    expect(takeBegun(references, others, recordStore())).toEqual([]);
  });

  test('have loaded nothing of a subject that nobody has asked for', async () => {
    beginWorkers('writes.mjs', 2, options);
    const [worker] = takeBegun(['writes.mjs'], options, recordStore());
    // By the time at which it answers this, the process has been started and ended.
    await worker.close();
    expect(existsSync(join(directory, 'LOADED'))).toBe(false);
  });
});
