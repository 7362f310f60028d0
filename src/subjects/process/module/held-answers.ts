import { writeSync } from 'node:fs';
import { patiently } from './patiently.ts';

// Slots of the shared memory, before the bytes.
const lock = 0;
const filled = 1;
const slots = 4;

/** Bytes that are held back at most. */
const roomBytes = 2 ** 15;

/**
 * Answers that wait for others to be sent with, in memory that a second thread sees: where a call does not return, that thread sends
 * what was held, so that it is known which call that is.
 */
export class HeldAnswers {
  readonly memory: SharedArrayBuffer;
  readonly #descriptor: number;
  readonly #cells: Int32Array;
  readonly #room: Uint8Array;

  /** @param memory that of the other thread, or new memory */
  constructor(
    descriptor: number,
    memory: SharedArrayBuffer = new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT + roomBytes),
  ) {
    this.#descriptor = descriptor;
    this.memory = memory;
    this.#cells = new Int32Array(memory, 0, slots);
    this.#room = new Uint8Array(memory, slots * Int32Array.BYTES_PER_ELEMENT);
  }

  /** Bytes that wait. */
  get length(): number {
    return Atomics.load(this.#cells, filled);
  }

  /** Sends what waits, unless the other thread is at it, which this one must not wait for: it has the parent to watch. */
  sendIfFree(): void {
    if (this.length === 0 || !this.#tryLock()) return;
    this.#use(() => this.#send());
  }

  /** Holds a frame back, and sends everything first where it has no room. */
  add(frame: Uint8Array): void {
    this.#alone(() => {
      if (this.#cells[filled] + frame.length > this.#room.length) this.#send();
      if (frame.length > this.#room.length) return write(this.#descriptor, frame);
      this.#room.set(frame, this.#cells[filled]);
      this.#cells[filled] += frame.length;
    });
  }

  /** Sends everything that waits. */
  send(): void {
    this.#alone(() => this.#send());
  }

  #send(): void {
    write(this.#descriptor, this.#room.subarray(0, this.#cells[filled]));
    this.#cells[filled] = 0;
  }

  #alone(use: () => void): void {
    while (!this.#tryLock()) Atomics.wait(this.#cells, lock, 1, 1);
    this.#use(use);
  }

  #tryLock(): boolean {
    return Atomics.compareExchange(this.#cells, lock, 0, 1) === 0;
  }

  #use(use: () => void): void {
    try {
      use();
    } finally {
      Atomics.store(this.#cells, lock, 0);
      Atomics.notify(this.#cells, lock);
    }
  }
}

/** Where nobody listens any more the bytes are lost: whoever reads the next request sees that there is none, and ends. */
function write(descriptor: number, bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length;) {
    const written = patiently(() => writeSync(descriptor, bytes, start, bytes.length - start));
    if (written === undefined) return;
    start += written;
  }
}
