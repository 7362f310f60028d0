import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../../src/arithmetic/configuration-error.ts';
import type { EnsembleRecord, Experiment } from '../../../src/experiments/experiment.ts';
import { referenceEngine } from '../../../src/dynamics/reference-engine.ts';
import { wasmEngine } from '../../../src/dynamics/wasm/wasm-engine.ts';
import type { Locate } from '../../../src/dynamics/workers/experiment-description.ts';
import { workerEngine, type WorkerEngine, type WorkerEngineOptions } from '../../../src/dynamics/workers/worker-engine.ts';
import { evaluation } from '../../../src/metrics/evaluation.ts';
import { gradientMoment } from '../../../src/metrics/gradient-moment.ts';
import { logEffectiveRate } from '../../../src/metrics/log-effective-rate.ts';
import { loss } from '../../../src/metrics/loss.ts';
import { squaredAngularUpdate } from '../../../src/metrics/squared-angular-update.ts';
import type { Metric } from '../../../src/metrics/metric.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { accumulateGradients } from '../../../src/optimizers/accumulate-gradients.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { experiment } from '../wasm/capture.ts';

const module = new URL('./located.mjs', import.meta.url).href;
const located = (await import(module)) as Record<string, unknown>;
const { climber, thrower, quitter, sleeper } = located as Record<string, Optimizer>;
const { largest, elsewhere, fatalOnce, processNumber } = located as Record<string, Metric>;
const locate: Locate = (value) => {
  const name = Object.keys(located).find((key) => located[key] === value);
  return name === undefined ? undefined : { module, name };
};

const isolations = ['thread', 'process'] as const;
const folder = mkdtempSync(join(tmpdir(), 'worker-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function withEngine<Result>(options: WorkerEngineOptions, use: (engine: WorkerEngine) => Promise<Result>): Promise<Result> {
  const engine = workerEngine({ workers: 2, locate, ...options });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

const digits = objective('digits-mlp?widths=6&batch=16');
/** 33 replicas, so that pieces are of different sizes, and every kind of reading. */
const run: Experiment = experiment({
  objective: digits,
  optimizer: { ...heavyBall, name: 'mine', hyperparameters: { momentum: 0.7, dampening: 0.1 } },
  hyperparameters: { dampening: 0.2 },
  learningRate: {
    pieces: [
      { from: 1, value: 0.1 },
      { from: 6, value: 0.01 },
    ],
  },
  replicas: { first: 3, count: 33 },
  steps: 9,
  metrics: [loss, logEffectiveRate(1), squaredAngularUpdate, gradientMoment, evaluation(digits, 'testLoss')],
  windows: [
    { from: 2, to: 7 },
    { from: 5, to: 5 },
  ],
  every: 3,
  traceAt: [5, 9],
});
/** Noise on a sphere, quickly done. */
const short = experiment({ objective: 'isotropic-noise?dimension=8', steps: 4, replicas: { first: 0, count: 12 } });

describe('the same bits as without workers', () => {
  const expected = wasmEngine.run(run);
  test.each([
    [1, 'thread'],
    [2, 'thread'],
    [4, 'thread'],
    [1, 'process'],
    [3, 'process'],
  ] as const)('with %i, each a %s, run after run', (workers, isolation) =>
    withEngine({ workers, isolation }, async (engine) => {
      expect(engine.staysHere(run)).toBeUndefined();
      expect(await engine.run(run)).toEqual(expected);
      const two = await Promise.all([engine.run(run), engine.run({ ...run, seed: 'other' })]);
      expect(two).toEqual([expected, wasmEngine.run({ ...run, seed: 'other' })]);
    }),
  );

  test('with the reference engine in each', () =>
    withEngine({ engine: 'reference' }, async (engine) => {
      expect(await engine.run(run)).toEqual(referenceEngine.run(run));
    }));

  test('with an optimizer and a metric that workers find in a module', () =>
    withEngine({}, async (engine) => {
      const mine = { ...short, optimizer: climber, metrics: [largest, elsewhere], windows: [{ from: 1, to: 4 }] };
      const { windowMeans } = await engine.run(mine);
      expect(windowMeans.largest).toEqual((wasmEngine.run(mine) as EnsembleRecord).windowMeans.largest);
      expect([...windowMeans.elsewhere]).toEqual(Array(12).fill(1));
    }));
});

describe('what cannot be sent runs on the calling thread', () => {
  test.each([
    ['the optimizer sgd, 2 micro-batches', { optimizer: accumulateGradients(sgd, 2) }],
    ['the metric loss', { metrics: [{ ...loss }] }],
    ['the objective digits-mlp', { objective: { ...digits } }],
    ['no replicas', { replicas: { first: 0, count: 0 } }],
  ])('%s', (what, changes) =>
    withEngine({}, async (engine) => {
      const here: Experiment = { ...run, metrics: [loss], ...changes };
      const subject = /^the \w+ [\w-]+|no replicas/.exec(what)![0];
      expect(engine.staysHere(here)).toContain(subject);
      expect(await engine.run(here)).toEqual(wasmEngine.run(here));
    }),
  );

  test('unless a module is named that does not have it', () =>
    withEngine({ locate: () => ({ module, name: 'nothing' }) }, async (engine) => {
      await expect(engine.run({ ...short, optimizer: climber })).rejects.toMatchObject({
        code: 'NOT_EXPORTED',
        message: expect.stringContaining('no export "nothing"') as string,
      });
    }));
});

describe.each(isolations)('what goes wrong in a %s', (isolation) => {
  test('what is no plain data is refused, and the engine goes on', () =>
    withEngine({ isolation }, async (engine) => {
      const seed = (() => 1) as unknown as number;
      await expect(engine.run({ ...short, seed })).rejects.toThrow('could not be cloned');
      expect(await engine.run(short)).toEqual(wasmEngine.run(short));
    }));

  test('an error arrives as it was thrown, and the engine goes on', () =>
    withEngine({ isolation }, async (engine) => {
      const error: unknown = await engine.run({ ...short, optimizer: thrower }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ message: 'the step is too long', stack: expect.stringContaining('located.mjs') as string });
      expect((error as Error).cause).toBeInstanceOf(TypeError);
      expect(await engine.run(short)).toEqual(wasmEngine.run(short));
    }));

  test('a worker that ends in mid-run is replaced, and nothing else changes', () =>
    withEngine({ isolation }, async (engine) => {
      process.env.FATAL_ONCE = join(folder, isolation === 'process' ? 'process-killed' : 'thread');
      const fatal = { ...short, metrics: [fatalOnce, loss], traceAt: [1, 3] };
      expect(await engine.run(fatal)).toEqual(wasmEngine.run(fatal));
    }));

  test('workers that always end: the run ends with a reason, and the engine goes on', () =>
    withEngine({ isolation }, async (engine) => {
      await expect(engine.run({ ...short, optimizer: quitter })).rejects.toMatchObject({
        code: 'WORKER_LOST',
        message: expect.stringContaining('exit code 7') as string,
      });
      expect(await engine.run(short)).toEqual(wasmEngine.run(short));
    }));

  test('a run beyond the time limit is stopped, and the engine goes on', () =>
    withEngine({ isolation, timeLimit: 4 }, async (engine) => {
      await expect(engine.run({ ...short, optimizer: sleeper })).rejects.toMatchObject({
        code: 'WORKER_TIME_LIMIT',
        message: expect.stringContaining('12 replicas and 4 steps took longer than 4 seconds') as string,
      });
      expect(await engine.run(short)).toEqual(wasmEngine.run(short));
    }));
});

describe.each(isolations)('ending early, with workers each a %s', (isolation) => {
  const reason = new Error('enough');

  test('a signal ends its run only', () =>
    withEngine({ isolation }, async (engine) => {
      const controller = new AbortController();
      const stuck = engine.run({ ...short, optimizer: sleeper }, { signal: controller.signal });
      const other = engine.run(short);
      controller.abort(reason);
      await expect(stuck).rejects.toBe(reason);
      expect(await other).toEqual(wasmEngine.run(short));
      await expect(engine.run(short, { signal: controller.signal })).rejects.toBe(reason);
    }));

  test('the signal of the engine, or close, ends all runs and all that follow', async () => {
    const controller = new AbortController();
    const aborted = workerEngine({ isolation, locate, signal: controller.signal });
    const closed = workerEngine({ isolation, locate });
    const runs = [aborted, closed].map((engine) => engine.run({ ...short, optimizer: sleeper }));
    controller.abort(reason);
    const close = closed.close();
    await expect(runs[0]).rejects.toBe(reason);
    await expect(runs[1]).rejects.toMatchObject({ code: 'WORKERS_CLOSED' });
    await Promise.all([close, aborted.close()]);
    await expect(aborted.run(short)).rejects.toBe(reason);
    await expect(closed.run(short)).rejects.toMatchObject({ code: 'WORKERS_CLOSED' });
  });
});

describe('nothing is left behind', () => {
  test('closing ends the processes', async () => {
    const { traces } = await withEngine({ isolation: 'process' }, (engine) =>
      engine.run({ ...short, metrics: [processNumber], traceAt: [1] }),
    );
    const numbers = new Set(traces.process);
    expect(numbers.has(process.pid)).toBe(false);
    for (const number of numbers) expect(() => process.kill(number, 0)).toThrow('ESRCH');
  });

  // Children write where their parent does, so that its output only closes when the last of them has ended.
  test.each([
    ['thread', 'by itself', 0],
    ['process', 'by itself', 0],
    ['process', 'killed', null],
    ['thread', 'closed', 0],
    ['process', 'closed', 0],
  ] as const)('a program with an engine (%s) that ends %s leaves no process', async (isolation, end, expected) => {
    const program = fileURLToPath(new URL('./one-run.mjs', import.meta.url));
    const child = spawn(process.execPath, [program, isolation, end], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(output).toBe('40\n');
    expect(code).toBe(expected);
  });
});

test.each([0, -1, 1.5, NaN])('%f workers are refused', (workers) => {
  expect(() => workerEngine({ workers })).toThrow(ConfigurationError);
});
