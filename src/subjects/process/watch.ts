import { Worker } from 'node:worker_threads';
import { endProcess } from './end-processes.ts';
import { isStarved, runningOf, type Running } from './running.ts';
import { residentBytes } from './system.ts';

// Slots of the shared memory.
const turns = 0;
const identity = 1;
const limit = 2;
const excess = 3;
const slots = 4;

/** Why a child was ended while it was waited for. */
const reasons = [undefined, 'late', 'swollen'] as const;

/** What a child did too much of: it took too long, or its memory grew by too much. */
export type Excess = NonNullable<(typeof reasons)[number]>;

/**
 * Shared memory in which a thread notes that it waits for a child, so that another thread can end a child that does not answer: a
 * thread that waits cannot do so itself.
 */
export function createWatchMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT);
}

let cells: Int32Array<ArrayBufferLike> | undefined;

/** Says where this thread notes its waiting, which somebody else watches. */
export function watchedIn(memory: SharedArrayBuffer): void {
  cells = new Int32Array(memory);
}

// Run from source, as tests do, the watcher is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/subjects/process/watcher.js' : './watcher.js',
  import.meta.url,
);

/** A thread that calls optimizers itself, as a library's user does, gets a watcher of its own. */
function ownCells(): Int32Array<ArrayBufferLike> {
  if (cells !== undefined) return cells;
  const memory = createWatchMemory();
  new Worker(program, { workerData: memory, argv: [], execArgv: [] }).unref();
  return (cells = new Int32Array(memory));
}

/**
 * Waits for a child under the eyes of the watcher.
 *
 * @param child the process that is waited for
 * @param seconds how long
 * @param wait blocks until the child has answered or ended
 * @returns what it returns, and what the child was ended for, if it was
 */
export function waitWatched<Result>(child: number, seconds: number, wait: () => Result): { result: Result; excess?: Excess } {
  const shared = ownCells();
  Atomics.store(shared, excess, 0);
  Atomics.store(shared, identity, child);
  Atomics.store(shared, limit, Math.ceil(1000 * seconds));
  Atomics.add(shared, turns, 1);
  try {
    const result = wait();
    return { result, excess: reasons[Atomics.load(shared, excess)] };
  } finally {
    Atomics.add(shared, turns, 1);
  }
}

/** Milliseconds between two looks. */
const interval = 50;

/**
 * Looks at regular intervals whether a thread still waits for the same answer, and ends the child that does not give it.
 *
 * Time is counted in looks rather than read from a clock, so that a machine that suspends the process accuses nobody, and a look at a
 * child that is ready to go on and has been given no processor since the last one does not count. Memory is
 * watched as well, because typed arrays are covered by no heap limit, and a loop that allocates them takes that of the whole machine.
 *
 * @param growth bytes by which a child's memory may grow while it is waited for
 * @returns stops watching
 */
export function watchWaiting(memory: SharedArrayBuffer, growth: number): () => void {
  const shared = new Int32Array(memory);
  let [turn, looks, before] = [0, 0, 0];
  let last: Running | undefined;
  const timer = setInterval(() => {
    const now = Atomics.load(shared, turns);
    // Even between two waits.
    const same = now === turn && now % 2 !== 0;
    turn = now;
    if (!same) {
      looks = 0;
      return;
    }
    const child = Atomics.load(shared, identity);
    const running = runningOf(child);
    if (looks === 0 || !isStarved(last, running)) looks += 1;
    last = running;
    const bytes = residentBytes(child);
    if (looks === 1) before = bytes;
    const reason = looks * interval >= Atomics.load(shared, limit) ? 'late' : bytes - before > growth ? 'swollen' : undefined;
    if (reason === undefined || Atomics.load(shared, turns) !== turn) return;
    Atomics.store(shared, excess, reasons.indexOf(reason));
    looks = 0;
    void endProcess(child);
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
