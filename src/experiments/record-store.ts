import { describeThrown } from '../arithmetic/describe-thrown.ts';
import { experimentId, type ExperimentDescription } from './describe-experiment.ts';
import type { EnsembleRecord } from './experiment.ts';
import { isPortable } from './is-portable.ts';
import { recordFolder, type KeptRecord } from './record-folder.ts';

/** A record that could not be read or kept, and why. */
export interface StoreProblem {
  readonly id: string;
  /** The file; absent where there is none. */
  readonly file?: string;
  readonly sentence: string;
}

/** How records are kept. */
export interface RecordStoreOptions {
  /** Where records outlive the process; any number of threads, processes and runs may share it. Default: memory only. */
  readonly folder?: string;
  /** Bytes that records in memory may take, and again those in the folder; the oldest go first. Default: 256 MiB. */
  readonly bytes?: number;
  /** Told of each record that is damaged or cannot be kept; it is computed again. */
  readonly onProblem?: (problem: StoreProblem) => void;
}

/** All that running an experiment asks of a store. */
export interface RecordSource {
  /** The record of an experiment: the one that is known, or else what `compute` gives, which is kept. Asked twice at once, it computes once. */
  recall(experiment: ExperimentDescription, compute: () => EnsembleRecord | Promise<EnsembleRecord>): Promise<EnsembleRecord>;
}

/** Records of experiments by the id of what they are records of: what is known need not be computed again. */
export interface RecordStore extends RecordSource {
  fetch(experiment: ExperimentDescription): EnsembleRecord | undefined;
  save(experiment: ExperimentDescription, record: EnsembleRecord): void;
  delete(experiment: ExperimentDescription): void;
}

const DEFAULT_BYTES = 2 ** 28;

/**
 * A store of records, in memory and, if there is a folder, in files.
 *
 * A record is a function of the experiment that is described, so a store changes no number, only how often it is computed. Files are
 * written whole and carry a checksum: a process that is killed leaves a whole record or none, and one that was damaged since is named,
 * skipped and computed again. What has a name without a version is kept in memory only.
 *
 * @example
 * ```ts
 * const store = recordStore();
 * const bench = { engine: fastestEngine, objective: objective('isotropic-noise'), optimizer: sgd, seed: 1, store };
 * const arm = { learningRate: 1, weightDecay: 0.01, initScale: 3, initialisation: 'start', windows: [{ from: 17, to: 32 }] };
 * const replicas = { first: 0, count: 2 };
 * const [first, again] = [await runArms(bench, 'a', [arm], [loss], replicas), await runArms(bench, 'a', [arm], [loss], replicas)];
 * expect(again.readings[1][0].mean(loss, 0)).toBe(first.readings[1][0].mean(loss, 0));
 * ```
 */
export function recordStore({ folder, bytes = DEFAULT_BYTES, onProblem = () => {} }: RecordStoreOptions = {}): RecordStore {
  const memory = new BoundedMemory(bytes);
  const files = folder === undefined ? undefined : recordFolder(folder, bytes);
  const running = new Map<string, Promise<EnsembleRecord>>();

  const fetch = (id: string, experiment: ExperimentDescription): EnsembleRecord | undefined => {
    const known = memory.get(id);
    if (known !== undefined || files === undefined || !isPortable(experiment)) return known;
    const read = files.read(id, experiment);
    if (read === undefined) return undefined;
    if ('problem' in read) {
      onProblem({ id, file: read.file, sentence: `the record ${read.file} is damaged and is computed again: ${read.problem}` });
      return undefined;
    }
    memory.set(id, read);
    return read.record;
  };
  const save = (id: string, experiment: ExperimentDescription, record: EnsembleRecord): void => {
    if (files === undefined || !isPortable(experiment)) return memory.set(id, { record, bytes: sizeOf(record) });
    try {
      memory.set(id, { record, bytes: files.write(id, experiment, record) });
    } catch (thrown) {
      // A full disk costs time, not numbers.
      memory.set(id, { record, bytes: sizeOf(record) });
      onProblem({ id, sentence: `a record cannot be kept in ${folder}: ${describeThrown(thrown)}` });
    }
  };
  return {
    fetch: (experiment) => fetch(experimentId(experiment), experiment),
    save: (experiment, record) => save(experimentId(experiment), experiment, record),
    delete(experiment) {
      const id = experimentId(experiment);
      memory.delete(id);
      files?.delete(id);
    },
    recall(experiment, compute) {
      const id = experimentId(experiment);
      const known = running.get(id) ?? fetch(id, experiment);
      if (known !== undefined) return Promise.resolve(known);
      const made = (async () => {
        try {
          const record = await compute();
          save(id, experiment, record);
          return record;
        } finally {
          running.delete(id);
        }
      })();
      running.set(id, made);
      return made;
    },
  };
}

/** Records in memory, those that were used last. */
class BoundedMemory {
  readonly #limit: number;
  // A Map lists its keys in the order of their insertion.
  readonly #records = new Map<string, KeptRecord>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(id: string): EnsembleRecord | undefined {
    const known = this.#records.get(id);
    if (known !== undefined) this.set(id, known);
    return known?.record;
  }

  set(id: string, kept: KeptRecord): void {
    this.delete(id);
    this.#records.set(id, kept);
    this.#bytes += kept.bytes;
    for (const oldest of this.#records.keys()) {
      if (this.#bytes <= this.#limit || oldest === id) return;
      this.delete(oldest);
    }
  }

  delete(id: string): void {
    this.#bytes -= this.#records.get(id)?.bytes ?? 0;
    this.#records.delete(id);
  }
}

/** Bytes that a record takes, about. */
function sizeOf({ windowMeans, traces, snapshots = [] }: EnsembleRecord): number {
  const numbers = [windowMeans, traces].flatMap((arrays) => Object.values(arrays).map(({ byteLength }) => byteLength));
  const tensors = snapshots.flat(2).map(({ data }) => data.byteLength);
  return [...numbers, ...tensors].reduce((sum, bytes) => sum + bytes, 512);
}
