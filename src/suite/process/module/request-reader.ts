import { readSync } from 'node:fs';
import { headerBytes, magic } from '../frame.ts';
import { patiently } from './patiently.ts';

/** Bytes that are read ahead: requests come together, and a system call costs as much as a small one. */
const roomBytes = 2 ** 16;

/** One request; its body has memory of its own. */
export interface Request {
  readonly kind: number;
  readonly sequence: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Reads requests from a descriptor, as many at once as have arrived. */
export class RequestReader {
  readonly #descriptor: number;
  readonly #room = new Uint8Array(roomBytes);
  #start = 0;
  #end = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Waits for the next request: `'end'` where there is none, `'garbage'` where something else comes. */
  next(): Request | 'end' | 'garbage' {
    if (!this.#gather(headerBytes)) return 'end';
    const [first, kind, sequence, length] = [0, 1, 2, 3].map((i) => this.#word(i));
    this.#start += headerBytes;
    const body = new Uint8Array(length);
    const have = this.#room.subarray(this.#start, Math.min(this.#end, this.#start + length));
    body.set(have);
    this.#start += have.length;
    const whole = this.#fill(body, have.length);
    return first === magic && whole ? { kind, sequence, body } : 'garbage';
  }

  #word(index: number): number {
    return new DataView(this.#room.buffer).getUint32(this.#start + 4 * index, true);
  }

  /** Reads until this many bytes are there. */
  #gather(bytes: number): boolean {
    if (this.#end - this.#start >= bytes) return true;
    this.#room.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    while (this.#end < bytes) {
      const more = this.#read(this.#room, this.#end);
      if (more === 0) return false;
      this.#end += more;
    }
    return true;
  }

  /** Reads the rest of a body that did not arrive with its header. */
  #fill(body: Uint8Array, from: number): boolean {
    for (let have = from; have < body.length;) {
      const more = this.#read(body, have);
      if (more === 0) return false;
      have += more;
    }
    return true;
  }

  #read(into: Uint8Array, from: number): number {
    return patiently(() => readSync(this.#descriptor, into, from, into.length - from, null)) ?? 0;
  }
}
