import { afterAll, describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import { accumulateGradients } from '../../../src/optimizers/accumulate-gradients.ts';
import { loadSubject } from '../../../src/subjects/load-subject.ts';
import { ChildConnection, type Fate } from '../../../src/subjects/process/child-connection.ts';
import { closeChildren, greet } from '../../../src/subjects/process/child-optimizer.ts';
import { kinds } from '../../../src/subjects/process/frame.ts';
import { createSubjectPool } from '../../../src/suite/subject-pool.ts';

const program = `command:${process.execPath} fixtures/protocol/heavy-ball.mjs`;
const tensors = (...entries: number[][]): Tensor[] =>
  entries.map((data) => ({ data: Float64Array.from(data), shape: [data.length] }));
const values = ({ parameters }: OptimizerRun): number[][] => parameters.map(({ data }) => Array.from(data));

afterAll(closeChildren);

describe('an optimizer in another process', () => {
  test('describes itself and computes what the built-in one computes, bit for bit', async () => {
    const subject = await loadSubject(program);
    expect(subject).toMatchObject({ name: 'heavy-ball', hyperparameters: { momentum: 0.9 } });
    expect(subject.notes).toEqual(['it runs in heavy-ball 1.0']);
    const start = tensors([1, -2, 0.3], [4]);
    const runs = [subject, heavyBall].map((optimizer) => new OptimizerRun(optimizer, start, { momentum: 0.8 }));
    for (let step = 1; step <= 5; step++)
      for (const run of runs) run.call(tensors([0.1 * step, 1, -1], [step]), 0.1 / step, 0.05 * step);
    expect(values(runs[0])).toEqual(values(runs[1]));
  });

  test('tells whoever asks for the answer what a request was refused for that nobody waited for', () => {
    const connection = new ChildConnection({
      command: [process.execPath, 'fixtures/protocol/heavy-ball.mjs'],
      directory: process.cwd(),
      label: 'heavy-ball',
    });
    greet(connection, 'heavy-ball');
    const copy = { function: 'init', step: 0 } as const;
    const [origin, twin]: Fate[] = [{}, {}];
    const answer = connection.post(kinds.copy, 8, (body) => body.setUint32(0, 99, true), copy, twin, origin);
    const reset = (): unknown => connection.request(kinds.reset, 0, () => {}, { function: 'import', step: 0 });
    expect(reset).not.toThrow();
    expect(answer).toThrow('no instance 99');
    expect([twin.error?.message, origin.error]).toEqual([expect.stringContaining('no instance 99'), undefined]);
    connection.close();
  });

  test('is forked by copying its state where it lives, also inside a wrapper', async () => {
    const subject = await loadSubject(program);
    for (const optimizer of [subject, accumulateGradients(subject, 1)]) {
      const run = new OptimizerRun(optimizer, tensors([1, 2]));
      run.call(tensors([1, 1]), 0.1, 0);
      const twin = run.fork();
      run.call(tensors([1, 1]), 0.1, 0);
      expect(values(twin)).not.toEqual(values(run));
      twin.call(tensors([1, 1]), 0.1, 0);
      expect(values(twin)).toEqual(values(run));
    }
  });

  test('computes in float32 what it is given in float32', async () => {
    const run = new OptimizerRun(await loadSubject(program), [{ data: Float32Array.of(1), shape: [1] }]);
    run.call([{ data: Float32Array.of(0.1), shape: [1] }], 0.1, 0);
    expect(run.parameters[0].data).toEqual(Float32Array.of(Math.fround(1) - 0.1 * Math.fround(0.1)));
  });

  test.each([
    ['hangs', 'SUBJECT_HANGS', 'does not return from update at step 3: stopped after 1 second'],
    ['dies', 'SUBJECT_EXITED', 'ends in update at step 3 (exit code 7)\n  | cannot go on'],
    ['prints', 'SUBJECT_PROTOCOL', 'writes "step 3" to standard output in update at step 3'],
    ['throws', 'SUBJECT_THROWS', 'throws in update at step 3: Error: no third step'],
    ['short', 'SUBJECT_PROTOCOL', 'answers update with 0 bytes, expected 8 for 1 entries'],
  ])('that %s is reported with the call and a stable code', async (fault, code, message) => {
    const run = new OptimizerRun(await loadSubject(`${program} --fault ${fault}`, process.cwd(), 1), tensors([1]));
    const attempt = (): void => {
      for (let step = 1; step <= 3; step++) run.call(tensors([1]), 0.1, 0);
      void run.parameters;
    };
    expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test('makes calls with known gradients in one exchange, as one by one', async () => {
    const known = Array.from({ length: 3000 }, (_, i) => ({
      gradients: tensors(
        [Math.sin(i), 1, -1],
        Array.from({ length: 200 }, (_, j) => i - j),
      ),
      learningRate: 0.1 / (i + 1),
      weightDecay: 0.01 * (i % 3),
    }));
    const start = tensors([1, -2, 0.3], Array(200).fill(4));
    const subjects = [await loadSubject(program), await loadSubject(`${program} --plain`)];
    const runs = subjects.map((optimizer) => new OptimizerRun(optimizer, start, { momentum: 0.8 }));
    const answers = runs.map((run) => [...run.follow(known)]);
    expect(answers[0]).toEqual(answers[1]);
    // They are at the same place in the child, too.
    for (const run of runs) run.call(known[0].gradients, 0.1, 0);
    expect(values(runs[0])).toEqual(values(runs[1]));
    expect(runs[0].calls).toBe(3001);
  });

  test.each([
    ['throws', 'throws in update at step 3'],
    ['dies', 'ends in update at step 3'],
    ['hangs', 'does not return from update at step 3'],
  ])('that %s amid known calls is reported with the step', async (fault, message) => {
    const subject = await loadSubject(`${program} --fault ${fault}`, process.cwd(), 1);
    const known = [1, 2, 3, 4].map(() => ({ gradients: tensors([1]), learningRate: 0.1, weightDecay: 0 }));
    expect(() => [...new OptimizerRun(subject, tensors([1])).follow(known)]).toThrow(message);
    if (fault !== 'throws') return;
    // It goes on with the next request.
    const again = new OptimizerRun(subject, tensors([1]));
    expect([...again.follow(known.slice(0, 2))]).toHaveLength(2);
  });

  test('that answers another message than was asked is given up', async () => {
    await expect(loadSubject(`${program} --fault echoes`)).rejects.toMatchObject({ code: 'SUBJECT_PROTOCOL' });
  });

  test.each([
    ['command:no-such-program', 'SUBJECT_PROGRAM_MISSING'],
    ['command:', 'SUBJECT_PROGRAM_MISSING'],
    [`command:${process.execPath} -e 0`, 'SUBJECT_EXITED'],
  ])('cannot be started by %s', async (reference, code) => {
    await expect(loadSubject(reference)).rejects.toMatchObject({ code });
  });

  test('ends with the connection', () => {
    const command = [process.execPath, 'fixtures/protocol/heavy-ball.mjs'];
    const connection = new ChildConnection({ command, directory: process.cwd(), label: 'heavy-ball' });
    greet(connection, 'heavy-ball');
    expect(connection.finish()).toBe('exit code 0');
    expect(connection.alive).toBe(false);
  });

  test('runs in the worker threads of the suite, and a crash is answered', async () => {
    const pool = createSubjectPool([program, `${program} --fault dies`], { workers: 1, timeLimit: 5, directory: process.cwd() });
    try {
      const settings = { seed: 1, configurations: 5, alpha: 1e-6, replicaLimit: 4 };
      const task = { subject: 0, law: 'zero-gradient-decay', objective: 'isotropic-noise', settings } as const;
      expect(await pool.run(task, () => {})).toMatchObject({ kind: 'done', value: { verdict: { verdict: 'holds' } } });
      expect(await pool.open(1, [])).toMatchObject({ kind: 'failed', failure: { kind: 'subject', code: 'SUBJECT_EXITED' } });
    } finally {
      await pool.close();
    }
  });
});
