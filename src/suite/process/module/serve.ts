import { readSync, writeSync } from 'node:fs';
import { createFrame, headerBytes, kinds, magic } from '../frame.ts';
import type { Lifeline } from './lifeline.ts';
import { refusalOf, type Refusal } from './refusal.ts';

/** How an answer is given: any number of parts, and then an end, or a refusal. */
export interface Answer {
  part(body: Uint8Array): void;
  end(): void;
  refuse(refusal: Refusal): void;
}

/** Who answers requests. */
export interface Server {
  /** Gives one answer, now or later; what it throws is a refusal. */
  answer(kind: number, body: Uint8Array<ArrayBuffer>, answer: Answer): void;
}

const channel = 3;

/** Bytes after which parts are sent that others will follow; after a tick of the lifeline they are sent in any case. */
const fullBytes = 2 ** 18;

/**
 * Answers requests until the channel ends.
 *
 * Every answer is sent from a turn of the event loop that begins when the module has nothing left to do at once: a module that goes on
 * by jobs without end does not answer.
 */
export function serve(server: Server, lifeline: Lifeline): void {
  /** What was thrown outside of any call: by a timer, or in a promise that nobody waits for. */
  let loose: { readonly thrown: unknown } | undefined;
  process.on('uncaughtException', (thrown) => (loose ??= { thrown }));

  const next = (): void => {
    const header = read(headerBytes);
    if (header === undefined) process.exit(0);
    const [first, kind, sequence, length] = new Uint32Array(header.buffer);
    const body = read(length);
    if (first !== magic || body === undefined) process.exit(2);
    const writer = new AnswerWriter(
      sequence,
      () => {
        if (loose !== undefined && writer.fail({ ...refusalOf(loose.thrown), kind: 'loose' })) loose = undefined;
        writer.flush();
        next();
      },
      lifeline,
    );
    try {
      server.answer(kind, body, writer);
    } catch (thrown) {
      writer.refuse(refusalOf(thrown));
    }
  };
  setImmediate(next);
}

/** Gathers the frames of one answer. */
class AnswerWriter implements Answer {
  readonly #sequence: number;
  readonly #last: () => void;
  readonly #lifeline: Lifeline;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #since: number;

  constructor(sequence: number, last: () => void, lifeline: Lifeline) {
    this.#sequence = sequence;
    this.#last = last;
    this.#lifeline = lifeline;
    this.#since = lifeline.ticks();
  }

  part(body: Uint8Array): void {
    this.#add(kinds.done, body);
    if (this.#bytes < fullBytes && this.#lifeline.ticks() === this.#since) return;
    this.flush();
    this.#since = this.#lifeline.ticks();
  }

  end(): void {
    setImmediate(this.#last);
  }

  refuse(refusal: Refusal): void {
    this.#add(kinds.error, new TextEncoder().encode(JSON.stringify(refusal)));
    this.end();
  }

  /** Puts a refusal in the place of the last frame, unless all have been sent. */
  fail(refusal: Refusal): boolean {
    if (this.#frames.pop() === undefined) return false;
    this.#add(kinds.error, new TextEncoder().encode(JSON.stringify(refusal)));
    return true;
  }

  flush(): void {
    for (const frame of this.#frames) write(frame);
    this.#frames = [];
    this.#bytes = 0;
  }

  #add(kind: number, body: Uint8Array): void {
    const { bytes } = createFrame(kind, this.#sequence, body.length);
    bytes.set(body, headerBytes);
    this.#frames.push(bytes);
    this.#bytes += bytes.length;
  }
}

/** Exactly this many bytes, or `undefined` at the end. */
function read(length: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(length);
  for (let have = 0; have < length;) {
    const more = patiently(() => readSync(channel, bytes, have, length - have, null));
    if (more === undefined || more === 0) return undefined;
    have += more;
  }
  return bytes;
}

function write(bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length;) {
    const written = patiently(() => writeSync(channel, bytes, start, bytes.length - start));
    // Nobody listens any more.
    if (written === undefined) process.exit(0);
    start += written;
  }
}

const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** A module that touches descriptor 3 may have made it one that does not wait. */
function patiently(use: () => number): number | undefined {
  for (;;) {
    try {
      return use();
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') return undefined;
      Atomics.wait(cell, 0, 0, 0.05);
    }
  }
}
