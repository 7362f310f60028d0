import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeArm } from '../../src/experiments/describe-arm.ts';
import type { ExperimentDescription } from '../../src/experiments/describe-experiment.ts';
import type { Engine, EnsembleRecord } from '../../src/experiments/experiment.ts';
import { nameOptimizer } from '../../src/experiments/name.ts';
import { recordStore, type RecordStore, type StoreProblem } from '../../src/experiments/record-store.ts';
import { runArms } from '../../src/experiments/run-arms.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { anyArm, givenArm, type AnyArm } from './any-arm.ts';
import { runs } from '../size.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'records-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Counts what it is asked to compute. */
function counting(engine: Engine): Engine & { count: number } {
  const counted = {
    ...engine,
    count: 0,
    run: (...of: Parameters<Engine['run']>) => {
      counted.count += 1;
      return engine.run(...of);
    },
  };
  return counted;
}

async function numbers(any: AnyArm, store?: RecordStore, engine: Engine = any.bench.engine): Promise<unknown> {
  const { bench, phase, arm, metrics, replicas } = any;
  const { readings, chains, replicaSteps } = await runArms({ ...bench, engine, store }, phase, [arm], metrics, replicas);
  return [metrics.map((metric) => chains(metric, 0)), readings.map(([{ snapshots }]) => snapshots), replicaSteps];
}

const description = describeArm(
  givenArm.bench,
  givenArm.phase,
  givenArm.arm,
  givenArm.metrics,
  givenArm.replicas,
) as ExperimentDescription;
const files = (): string[] => readdirSync(folder).map((name) => join(folder, name));

describe.each(['memory', 'folder'])('a store in %s', (kind) => {
  const open = (options = {}): RecordStore => recordStore({ ...(kind === 'folder' && { folder }), ...options });

  test('changes no number, and computes nothing twice', async () => {
    const store = open();
    await fc.assert(
      fc.asyncProperty(anyArm, async (any) => {
        const alone = await numbers(any);
        const engine = counting(any.bench.engine);
        expect(await numbers(any, store, engine)).toEqual(alone);
        const before = engine.count;
        expect(await numbers(any, store, engine)).toEqual(alone);
        expect(engine.count).toBe(before);
      }),
      { seed: 1, numRuns: runs(15, 40) },
    );
  });

  test('computes once what is asked twice at once, and again what failed', async () => {
    const store = open();
    let runs = 0;
    const compute = async (): Promise<EnsembleRecord> => {
      runs += 1;
      await Promise.resolve();
      if (runs === 1) throw new Error('the first time');
      return record();
    };
    const both = [store.recall(description, compute), store.recall(description, compute)];
    for (const each of both) await expect(each).rejects.toThrow('the first time');
    const again = await Promise.all([store.recall(description, compute), store.recall(description, compute)]);
    expect(again[0]).toBe(again[1]);
    expect(runs).toBe(2);
    store.delete(description);
    expect(store.fetch(description)).toBeUndefined();
    expect(await store.recall(description, compute)).toEqual(again[0]);
    expect(runs).toBe(3);
  });

  test('is bounded, and keeps what was used last', () => {
    const store = open({ bytes: 40_000 });
    const seeds = Array.from({ length: 200 }, (_, seed) => ({ ...description, seed }));
    for (const each of seeds) store.save(each, record());
    const later = open({ bytes: 40_000 });
    const kept = seeds.filter((each) => (kind === 'memory' ? store : later).fetch(each) !== undefined);
    expect(kept.length).toBeGreaterThan(4);
    expect(kept.length).toBeLessThan(100);
    expect(store.fetch(seeds[199])).toEqual(record());
  });
});

function record(): EnsembleRecord {
  const windowMeans = { loss: new Float64Array(2 * 16).fill(0.1), 'gradient-moment': new Float64Array(2 * 16).fill(NaN) };
  return { windowMeans, traces: { loss: new Float64Array(0), 'gradient-moment': new Float64Array(0) }, replicaSteps: 32 };
}

describe('a folder', () => {
  const open = (problems: StoreProblem[] = []): RecordStore =>
    recordStore({ folder, onProblem: (problem) => problems.push(problem) });

  test('is shared by stores, and by later ones, to the bit', async () => {
    const [one, other] = [open(), open()];
    const alone = await numbers(givenArm, one);
    const engine = counting(givenArm.bench.engine);
    expect(await numbers(givenArm, other, engine)).toEqual(alone);
    expect(await numbers(givenArm, open(), engine)).toEqual(alone);
    expect(engine.count).toBe(0);
  });

  test('of which a file is damaged, in whatever way: it is named, skipped, and computed again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.oneof(fc.constant(undefined), fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('0', ' ', '"', '}')),
        async (position, text) => {
          rmSync(folder, { recursive: true, force: true });
          const alone = await numbers(givenArm, open());
          const [file] = files();
          const whole = readFileSync(file, 'utf8');
          const at = position % (whole.length - 1);
          if (text === undefined) truncateSync(file, at);
          else writeFileSync(file, whole.slice(0, at) + text + whole.slice(at + 1));
          const isSame = readFileSync(file, 'utf8') === whole;
          const problems: StoreProblem[] = [];
          const engine = counting(givenArm.bench.engine);
          expect(await numbers(givenArm, open(problems), engine)).toEqual(alone);
          expect(engine.count).toBe(isSame ? 0 : 1);
          expect(problems.map((problem) => problem.file)).toEqual(isSame ? [] : [file]);
          expect(readFileSync(file, 'utf8')).toBe(whole);
        },
      ),
      { seed: 2, numRuns: runs(20, 60) },
    );
  });

  test('in which a whole file lies under the name of another experiment: it is told', async () => {
    const store = open();
    store.save(description, record());
    const [file] = files();
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    const other = { ...description, seed: 'other' };
    open().save(other, record());
    const [place] = files();
    writeFileSync(place, text);
    const problems: StoreProblem[] = [];
    expect(open(problems).fetch(other)).toBeUndefined();
    expect(problems[0].sentence).toContain('another experiment');
    await open().recall(other, record);
    expect(open().fetch(other)).toEqual(record());
  });

  test('that cannot be written costs time and no numbers', async () => {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    const problems: StoreProblem[] = [];
    const store = recordStore({ folder: join(file, 'within'), onProblem: (problem) => problems.push(problem) });
    expect(await store.recall(description, record)).toEqual(record());
    expect(problems.at(-1)!.sentence).toContain('cannot be kept');
  });

  test('holds nothing that only this process can name', async () => {
    const optimizer = nameOptimizer({ ...sgd, update: (step) => sgd.update(step) }, { reference: './mine.ts' });
    const mine = { ...givenArm, bench: { ...givenArm.bench, optimizer } };
    const store = open();
    await numbers(mine, store);
    expect(existsSync(folder) ? files() : []).toEqual([]);
    const engine = counting(mine.bench.engine);
    await numbers(mine, store, engine);
    expect(engine.count).toBe(0);
    nameOptimizer(optimizer, { reference: './mine.ts', version: '1' });
    await numbers(mine, store);
    expect(files()).toHaveLength(1);
  });
});
