import type { SubjectCall } from './subject-error.ts';

const functions = ['import', 'init', 'update'] as const;

// Slots of the shared memory.
const calls = 0;
const inside = 1;
const step = 2;
const writes = 3;
const slots = 4;

/**
 * Shared memory in which a worker notes every call into the subject, so that another thread can see a call that does not return,
 * and every attempt to write to standard output.
 *
 * Slot `calls` counts entries and exits together: it is odd while a call is under way, and the same odd number seen twice is the
 * same call.
 */
export function createCallMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT);
}

/** The side of the worker: notes that a call begins and ends. */
export interface CallMarks {
  enter(call: SubjectCall): void;
  leave(): void;
  /** Notes that something was written to standard output. */
  wrote(): void;
}

/** Marks for a subject that nobody watches because it runs in the thread of its caller. */
export const unwatched: CallMarks = { enter() {}, leave() {}, wrote() {} };

/** Writes marks into shared memory. */
export function markCalls(memory: SharedArrayBuffer): CallMarks {
  const cells = new Int32Array(memory);
  return {
    enter(call) {
      Atomics.store(cells, inside, functions.indexOf(call.function));
      Atomics.store(cells, step, call.step);
      Atomics.add(cells, calls, 1);
    },
    leave() {
      Atomics.add(cells, calls, 1);
    },
    wrote() {
      Atomics.add(cells, writes, 1);
    },
  };
}

/** The side of the watcher. */
export interface CallReader {
  /** The call under way with a number that identifies it, or `undefined` between calls. */
  current(): (SubjectCall & { readonly identity: number }) | undefined;
  /** Times that something was written to standard output. */
  writes(): number;
}

/** Reads marks from shared memory. */
export function readCalls(memory: SharedArrayBuffer): CallReader {
  const cells = new Int32Array(memory);
  return {
    current() {
      const identity = Atomics.load(cells, calls);
      if ((identity & 1) === 0) return undefined;
      return { function: functions[Atomics.load(cells, inside)], step: Atomics.load(cells, step), identity };
    },
    writes: () => Atomics.load(cells, writes),
  };
}
