import { readSync, writeSync } from 'node:fs';
import { attempt } from './blocking-pipe.ts';
import { FrameReader, kinds, type Frame } from './frame.ts';
import type { Launched } from './launched.ts';
import { killDescendants, signalGroup } from './system.ts';
import { waitWatched, type Excess } from './watch.ts';

/** What came of waiting for a frame. */
export type Received =
  | { readonly event: 'frame'; readonly frame: Frame }
  /** Bytes that begin no frame. */
  | { readonly event: 'garbage'; readonly bytes: Uint8Array }
  | { readonly event: 'ended' }
  /** The watcher has ended it. */
  | { readonly event: Excess };

/** Milliseconds between the end of input and SIGTERM, and again until SIGKILL. */
const patience = 400;

const scratch = new Uint8Array(2 ** 16);

/**
 * A child process and the pipe to it, used without an event loop: whoever calls an optimizer cannot go on before its answer, and a
 * thread between the two would cost more than most updates.
 *
 * Pipes are made to block, read and written directly, under the eyes of a watcher in another thread (`watch.ts`). What arrives while
 * nobody waits stays in the pipe.
 */
export class ChildPipe {
  readonly #child: Launched;
  readonly #reader = new FrameReader();
  readonly #frames: Frame[] = [];
  #garbage: Uint8Array | undefined;
  #ended = false;

  constructor(child: Launched) {
    this.#child = child;
    child.onEnd(() => (this.#ended = true));
  }

  /** Whether it can still be asked. */
  get open(): boolean {
    return !this.#ended;
  }

  /** Whether it can be asked, as the system says. */
  get running(): boolean {
    return !this.#ended && !this.#child.gone;
  }

  /** The end of what it wrote to standard error. */
  get errorOutput(): string {
    return this.#child.errors.end;
  }

  /** Bytes that it wrote to standard output although frames go elsewhere. */
  get noise(): number {
    return this.#child.noise?.length ?? 0;
  }

  /** Whether a frame is here already, for which nobody has to wait. */
  get holdsFrame(): boolean {
    return this.#frames.length > 0;
  }

  /** Longest answer that is believed, in bytes. */
  set limit(bytes: number) {
    this.#reader.limit = bytes;
  }

  /**
   * Writes bytes.
   *
   * @param seconds how long the child may leave them unread
   * @returns what kept it from writing all
   */
  send(bytes: Uint8Array, seconds: number): 'sent' | 'ended' | Excess {
    if (this.#ended) return 'ended';
    const { result, excess } = waitWatched(this.#child.identity, seconds, () => {
      for (let start = 0; start < bytes.length;) {
        const written = attempt(() => writeSync(this.#child.input, bytes, start, bytes.length - start));
        if (written === 0) return false;
        start += written;
      }
      return true;
    });
    return result ? 'sent' : (excess ?? 'ended');
  }

  /**
   * Waits for the next frame.
   *
   * @param seconds how long at most
   */
  receive(seconds: number): Received {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame?.kind === kinds.born && this.#child.born(readIdentity(frame.body))) continue;
      if (frame !== undefined) return { event: 'frame', frame };
      if (this.#garbage !== undefined) return { event: 'garbage', bytes: this.#garbage };
      if (this.#ended) return { event: 'ended' };
      const { result: length, excess } = waitWatched(this.#child.identity, seconds, () =>
        attempt(() => readSync(this.#child.output, scratch, 0, scratch.length, null)),
      );
      if (length === 0) return { event: excess ?? 'ended' };
      const { frames, garbage } = this.#reader.push(scratch.subarray(0, length));
      this.#frames.push(...frames);
      this.#garbage = garbage;
    }
  }

  /** Ends the child and what it has started at once. */
  kill(): void {
    const { own, gone } = this.#child;
    if (own !== undefined && !gone) {
      killDescendants(own);
      signalGroup(own, 'SIGKILL');
    }
    this.#close();
  }

  /** Closes standard input, which tells a child to end, and goes on listening. */
  closeInput(): void {
    this.#child.closeInput();
  }

  /** How it ended, such as `exit code 0`: told by the system where that can be asked without an event loop. */
  describeEnd(): string {
    for (let look = 0; this.#child.how === undefined && look < looks; look++) Atomics.wait(cell, 0, 0, 5);
    return this.#child.how ?? 'for a reason that is not known';
  }

  /** Ends the child: by the end of its input, then by SIGTERM, then by SIGKILL; resolved when it is gone. */
  async close(): Promise<void> {
    const child = this.#child;
    // While it is there, it is known what it has started, also what has left its group.
    const { own } = child;
    if (own !== undefined && !child.gone) killDescendants(own);
    this.#close();
    // What has not said its number finds its pipe closed.
    if (own === undefined || child.gone) return;
    const gone = child.untilGone();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((tell) => (timer = setTimeout(() => tell('late'), patience)));
      const first = await Promise.race([gone, late]);
      clearTimeout(timer);
      if (first !== 'late') break;
      signalGroup(own, signal);
    }
    await gone;
  }

  #close(): void {
    this.#ended = true;
    this.#child.close();
  }
}

/** What a process that was forked says first. */
function readIdentity(body: Uint8Array): number {
  return body.length === 4 ? new DataView(body.buffer, body.byteOffset).getUint32(0, true) : 0;
}

/** Looks, at intervals of 5 ms, for the way in which a child that has closed its pipe has ended. */
const looks = 100;
const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
