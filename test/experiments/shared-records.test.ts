import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { describeArm } from '../../src/experiments/describe-arm.ts';
import type { ExperimentDescription } from '../../src/experiments/describe-experiment.ts';
import type { EnsembleRecord } from '../../src/experiments/experiment.ts';
import { recordStore, type RecordSource, type RecordStore } from '../../src/experiments/record-store.ts';
import { recordsBehind, shareRecords } from '../../src/experiments/shared-records.ts';
import { givenArm } from './any-arm.ts';

const { bench, phase, arm, metrics, replicas } = givenArm;
const described = describeArm(bench, phase, arm, metrics, replicas) as ExperimentDescription;
const experiment = (seed: number): ExperimentDescription => ({ ...described, seed });
const record = (value: number): EnsembleRecord => ({
  windowMeans: { loss: Float64Array.of(value) },
  traces: {},
  replicaSteps: value,
});

/** A computation that somebody else ends. */
function computation(): { compute(): Promise<EnsembleRecord>; begun: Promise<void>; end(as: EnsembleRecord | Error): void } {
  let end: (as: EnsembleRecord | Error) => void;
  let begin: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const outcome = new Promise<EnsembleRecord>(
    (resolve, reject) => (end = (as) => (as instanceof Error ? reject(as) : resolve(as))),
  );
  const compute = (): Promise<EnsembleRecord> => {
    begin();
    return outcome;
  };
  return { compute, begun, end: (as) => end(as) };
}

const opened: (() => void)[] = [];
afterEach(() => opened.splice(0).forEach((close) => close()));

/** The end of a thread, and what says that it has ended. */
function thread(store: RecordStore): { source: RecordSource; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const close = shareRecords(store, port1);
  opened.push(close);
  return { source: recordsBehind(port2), close };
}

const never = (): never => {
  throw new Error('it is known');
};

test('what one thread has computed another one has, to the bit, and so has the store', async () => {
  const store = recordStore();
  const [a, b] = [thread(store), thread(store)];
  expect(await a.source.recall(experiment(1), () => record(0.1))).toEqual(record(0.1));
  expect(await b.source.recall(experiment(1), never)).toEqual(record(0.1));
  expect(store.fetch(experiment(1))).toEqual(record(0.1));
  expect(await b.source.recall(experiment(2), () => record(0.2))).toEqual(record(0.2));
});

test('what two ask for at once is computed by the first, and the other one waits for it', async () => {
  const store = recordStore();
  const [a, b] = [thread(store), thread(store)];
  const slow = computation();
  const first = a.source.recall(experiment(1), slow.compute);
  await slow.begun;
  const second = b.source.recall(experiment(1), never);
  // Meanwhile it is asked for something else.
  expect(await b.source.recall(experiment(2), () => record(2))).toEqual(record(2));
  slow.end(record(1));
  expect(await Promise.all([first, second])).toEqual([record(1), record(1)]);
});

test.each(['fails', 'ends'])('where the first one %s the other one computes', async (how) => {
  const store = recordStore();
  const [a, b, c] = [thread(store), thread(store), thread(store)];
  const slow = computation();
  const first = a.source.recall(experiment(1), slow.compute).catch(String);
  await slow.begun;
  const own = computation();
  const [second, third] = [b, c].map(({ source }) => source.recall(experiment(1), own.compute));
  if (how === 'fails') slow.end(new Error('the subject throws'));
  else a.close();
  await own.begun;
  own.end(record(7));
  expect(await Promise.all([second, third])).toEqual([record(7), record(7)]);
  if (how === 'fails') expect(await first).toContain('the subject throws');
});

test('a thread that needs another record for its own computes both', async () => {
  const store = recordStore();
  const { source } = thread(store);
  const before = (): Promise<EnsembleRecord> => source.recall(experiment(1), () => record(1));
  expect(await source.recall(experiment(2), async () => record(1 + (await before()).replicaSteps))).toEqual(record(2));
});

test('what the store cannot give or keep is computed where it is needed', async () => {
  const store = recordStore();
  const full = new Error('no space is left');
  const giving = thread({ ...store, recall: () => Promise.reject(full) });
  expect(await giving.source.recall(experiment(1), () => record(1))).toEqual(record(1));
  const keeping = thread({
    ...store,
    recall: async (_, compute) => {
      await compute();
      throw full;
    },
  });
  expect(await keeping.source.recall(experiment(1), () => record(2))).toEqual(record(2));
  // The thread goes on after both.
  expect(await keeping.source.recall(experiment(2), () => record(3))).toEqual(record(3));
});
