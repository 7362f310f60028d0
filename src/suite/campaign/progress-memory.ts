import { watchCounter } from '../../subjects/watch-counter.ts';

/** What a thread is doing, by number. */
export const places = ['loading', 'the conjecture', 'the optimizer', 'the objective', 'the engine'] as const;

/** One of these. */
export type Place = (typeof places)[number];

/**
 * Memory in which a thread that computes tasks notes that it gets on, so that another one can end it: how often it did, and what it is
 * doing.
 */
export function createProgressMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

/** Notes what is done from now on. */
export type Note = (place: Place) => void;

/** Notes in memory that another thread watches. */
export function notesIn(memory: SharedArrayBuffer): Note {
  const cells = new Int32Array(memory);
  return (place) => {
    Atomics.store(cells, 1, places.indexOf(place));
    Atomics.add(cells, 0, 1);
  };
}

/**
 * Watches a thread; an engine that runs nothing but what belongs to this package may take as long as it likes.
 *
 * @param timeLimit seconds without a note
 * @param isBusy whether the thread has a task
 * @param onHang told once where it has stopped
 * @returns stops watching
 */
export function watchProgress(
  memory: SharedArrayBuffer,
  timeLimit: number,
  isBusy: () => boolean,
  onHang: (place: Place) => void,
): () => void {
  const cells = new Int32Array(memory);
  const place = (): Place => places[Atomics.load(cells, 1)];
  // Until its first note a thread runs nothing but what belongs to this package.
  const allowed = (count: number): number => (isBusy() && count > 0 && place() !== 'the engine' ? 1 : 0);
  return watchCounter(memory, timeLimit, allowed, () => onHang(place()));
}
