import type { MessagePort } from 'node:worker_threads';
import type { ExperimentDescription } from './describe-experiment.ts';
import type { EnsembleRecord } from './experiment.ts';
import type { RecordSource } from './record-store.ts';

/** From a thread: it needs a record, or has computed one, or could not. */
type Asked =
  | { readonly kind: 'recall'; readonly call: number; readonly experiment: ExperimentDescription }
  | { readonly kind: 'computed'; readonly call: number; readonly record: EnsembleRecord }
  | { readonly kind: 'failed'; readonly call: number };

/** To a thread: the record, or that it is to be computed there. */
interface Told {
  readonly call: number;
  readonly record?: EnsembleRecord;
}

/** Why nothing came of a computation in another thread: whoever waits for it computes for itself. */
const lost = new Error('the thread that computed it has failed or ended');

/**
 * Lets a thread use a store of this one.
 *
 * What two threads ask for is computed by the first of them, and the other waits for it; where the first one fails or ends, the other
 * computes. So no two threads ever compute the same, and nobody has to know beforehand what they have in common.
 *
 * @param port its other end goes to `recordsBehind` in the thread
 * @returns to be called when the thread has ended
 */
export function shareRecords(store: RecordSource, port: MessagePort): () => void {
  /** What this thread computes now. */
  const computing = new Map<number, { resolve(record: EnsembleRecord): void; reject(reason: Error): void }>();
  let ended = false;

  const answer = async (call: number, experiment: ExperimentDescription): Promise<void> => {
    let own = false;
    const compute = (): Promise<EnsembleRecord> => {
      own = true;
      return new Promise((resolve, reject) => {
        computing.set(call, { resolve, reject });
        port.postMessage({ call } satisfies Told);
      });
    };
    while (!own && !ended) {
      try {
        const record = await store.recall(experiment, compute);
        if (!own) port.postMessage({ call, record } satisfies Told);
        return;
      } catch (thrown) {
        if (thrown === lost) continue;
        // The store cannot keep what the thread has; or cannot give it, and then it is computed where it is needed, for nobody else.
        if (own) return;
        computing.set(call, { resolve: () => undefined, reject: () => undefined });
        port.postMessage({ call } satisfies Told);
        return;
      }
    }
  };
  port.on('message', (asked: Asked) => {
    if (asked.kind === 'recall') return void answer(asked.call, asked.experiment);
    const { resolve, reject } = computing.get(asked.call)!;
    computing.delete(asked.call);
    if (asked.kind === 'computed') resolve(asked.record);
    else reject(lost);
  });
  return () => {
    ended = true;
    port.close();
    for (const { reject } of computing.values()) reject(lost);
  };
}

/** The store of another thread, which has called `shareRecords` with the other end of this port. */
export function recordsBehind(port: MessagePort): RecordSource {
  let calls = 0;
  const waiting = new Map<number, (record: EnsembleRecord | undefined) => void>();
  port.on('message', ({ call, record }: Told) => {
    waiting.get(call)!(record);
    waiting.delete(call);
  });
  return {
    async recall(experiment, compute) {
      const call = ++calls;
      const known = await new Promise<EnsembleRecord | undefined>((resolve) => {
        waiting.set(call, resolve);
        port.postMessage({ kind: 'recall', call, experiment } satisfies Asked);
      });
      if (known !== undefined) return known;
      try {
        const record = await compute();
        port.postMessage({ kind: 'computed', call, record } satisfies Asked);
        return record;
      } catch (thrown) {
        port.postMessage({ kind: 'failed', call } satisfies Asked);
        throw thrown;
      }
    },
  };
}
