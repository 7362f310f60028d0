import { readSync } from 'node:fs';
import { headerBytes, magic } from '../frame.ts';
import { patiently } from './patiently.ts';

/** Bytes that are read ahead: requests come together, and a system call costs as much as a small one. */
const roomBytes = 2 ** 16;

/** Place of a request's length among the words of its header. */
const lengthWord = 3;

/** One request; its body is there until the next one is read. */
export interface Request {
  readonly kind: number;
  readonly sequence: number;
  readonly body: Uint8Array;
}

/** Reads requests from a descriptor, as many at once as have arrived. */
export class RequestReader {
  readonly #descriptor: number;
  #room = new Uint8Array(roomBytes);
  #view = new DataView(this.#room.buffer);
  #start = 0;
  #end = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Whether a whole request has arrived that nobody has taken. */
  get ready(): boolean {
    return this.#endOf(this.#start) !== undefined;
  }

  /** Whole requests that have arrived and that nobody has taken. */
  get arrived(): number {
    let count = 0;
    for (let end = this.#endOf(this.#start); end !== undefined; end = this.#endOf(end)) count += 1;
    return count;
  }

  /** Waits for the next request: `'end'` where there is none, `'garbage'` where something else comes. */
  next(): Request | 'end' | 'garbage' {
    if (!this.#gather(headerBytes)) return 'end';
    const word = (index: number): number => this.#view.getUint32(this.#start + 4 * index, true);
    const [first, kind, sequence, length] = [word(0), word(1), word(2), word(lengthWord)];
    if (first !== magic || !this.#gather(headerBytes + length)) return 'garbage';
    const start = this.#start + headerBytes;
    this.#start = start + length;
    return { kind, sequence, body: this.#room.subarray(start, start + length) };
  }

  /** Where the request that begins at a place ends, if it is there as a whole. */
  #endOf(start: number): number | undefined {
    if (this.#end - start < headerBytes) return undefined;
    const end = start + headerBytes + this.#view.getUint32(start + 4 * lengthWord, true);
    return end <= this.#end ? end : undefined;
  }

  /** Reads until this many bytes are there. */
  #gather(bytes: number): boolean {
    if (this.#end - this.#start >= bytes) return true;
    const old = this.#room;
    if (bytes > old.length) {
      this.#room = new Uint8Array(bytes);
      this.#view = new DataView(this.#room.buffer);
    }
    this.#room.set(old.subarray(this.#start, this.#end));
    this.#end -= this.#start;
    this.#start = 0;
    while (this.#end < bytes) {
      const read = (): number => readSync(this.#descriptor, this.#room, this.#end, this.#room.length - this.#end, null);
      const more = patiently(read) ?? 0;
      if (more === 0) return false;
      this.#end += more;
    }
    return true;
  }
}
