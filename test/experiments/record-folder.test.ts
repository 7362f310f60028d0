import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExperimentDescription } from '../../src/experiments/describe-experiment.ts';
import type { EnsembleRecord } from '../../src/experiments/experiment.ts';
import { recordStore, type StoreProblem } from '../../src/experiments/record-store.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'records-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const description = {
  objective: { family: 'quadratic-ratio' },
  optimizer: { builtIn: 'sgd' },
  learningRate: 0.1,
  weightDecay: 0.1,
  initScale: 1,
  precision: 'float64',
  streams: { initialisation: 'initialisation', data: 'data' },
  replicas: { first: 0, count: 64 },
  steps: 1,
  metrics: [{ name: 'loss' }],
  windows: Array.from({ length: 64 }, () => ({ from: 1, to: 1 })),
  arithmetic: { engine: 'none', version: 1 },
} as const;
const of = (seed: number): ExperimentDescription => ({ ...description, seed });
const recordOf = (seed: number): EnsembleRecord => ({
  windowMeans: { loss: new Float64Array(64 * 64).fill(seed + 0.1) },
  traces: { loss: new Float64Array(0) },
  replicaSteps: seed,
});

/** Saves the same records again and again, until it is killed. */
const program = `
  const { recordStore } = await import(${JSON.stringify(new URL('../../dist/experiments/record-store.js', import.meta.url).href)});
  const store = recordStore({ folder: process.argv[1], bytes: 2 ** 30 });
  const description = ${JSON.stringify(description)};
  for (let seed = 0; ; seed = (seed + 1) % 20) {
    const windowMeans = { loss: new Float64Array(64 * 64).fill(seed + 0.1) };
    store.save({ ...description, seed }, { windowMeans, traces: { loss: new Float64Array(0) }, replicaSteps: seed });
    if (seed === 19) process.stdout.write('round');
  }
`;

test('processes that write the same folder at once, and are killed in the midst of it, leave whole records', async () => {
  for (let round = 0; round < 3; round++) {
    const writers = [0, 1].map(() =>
      spawn(process.execPath, ['--input-type=module', '--eval', program, folder], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    // Killed when both have written everything once, wherever they are then.
    await Promise.all(writers.map((writer) => new Promise((resolve) => writer.stdout.once('data', resolve))));
    const gone = writers.map((writer) => new Promise((resolve) => writer.once('exit', resolve)));
    for (const writer of writers) writer.kill('SIGKILL');
    await Promise.all(gone);
    const problems: StoreProblem[] = [];
    const store = recordStore({ folder, onProblem: (problem) => problems.push(problem) });
    for (let seed = 0; seed < 20; seed++) expect(store.fetch(of(seed))).toEqual(recordOf(seed));
    expect(problems).toEqual([]);
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.record'))).toHaveLength(20);
});
