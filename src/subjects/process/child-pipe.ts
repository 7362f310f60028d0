import { spawn, type ChildProcess } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { attempt, takeOver } from './blocking-pipe.ts';
import { noteEnd, noteStart } from './child-register.ts';
import { FrameReader, type Frame } from './frame.ts';
import { OutputFile } from './output-file.ts';
import { killDescendants, programExists, signalGroup, wayOfDeath } from './system.ts';
import { waitWatched, type Excess } from './watch.ts';

/** How a child is started. */
export interface LaunchOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its working directory. */
  readonly directory: string;
  /** All that it sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where frames go: standard input and output, or descriptor 3 both ways, so that the others are free; default `standard`. */
  readonly channel?: 'standard' | 'separate';
}

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
  readonly #child: ChildProcess;
  readonly #lifeline: Writable;
  readonly #channel: Writable | undefined;
  readonly #input: number;
  readonly #output: number;
  readonly #noise: OutputFile | undefined;
  readonly #errors = new OutputFile();
  readonly #reader = new FrameReader();
  readonly #frames: Frame[] = [];
  #garbage: Uint8Array | undefined;
  #ended = false;
  #how: string | undefined;

  /** @throws `StartError` */
  constructor({ command: [file, ...words], directory, environment, channel = 'standard' }: LaunchOptions) {
    const separate = channel === 'separate';
    this.#noise = separate ? new OutputFile() : undefined;
    const errors = this.#errors.descriptor;
    const child = spawn(file, words, {
      cwd: directory,
      env: environment,
      stdio: separate ? ['pipe', this.#noise!.descriptor, errors, 'pipe'] : ['pipe', 'pipe', errors],
      // A group of its own: a key that interrupts the parent does not reach it, and what it starts ends with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    child.on('error', () => {});
    this.#child = child;
    if (child.pid === undefined) {
      this.#closeFiles();
      throw new StartError(file, !programExists(file, directory, environment.PATH));
    }
    noteStart(child.pid);
    const [input, output, , extra] = child.stdio as unknown as [Writable, Readable | null, null, Writable?];
    this.#lifeline = input;
    this.#channel = extra;
    this.#input = takeOver(extra ?? input);
    this.#output = extra === undefined ? takeOver(output!) : this.#input;
    child.once('exit', (code, signal) => {
      this.#how ??= signal === null ? `exit code ${code}` : `signal ${signal}`;
      this.#ended = true;
      noteEnd(child.pid!);
      // What it has started may have outlived it.
      signalGroup(child.pid!, 'SIGKILL');
    });
    child.unref();
  }

  /** Whether it can still be asked. */
  get open(): boolean {
    return !this.#ended;
  }

  /** The end of what it wrote to standard error. */
  get errorOutput(): string {
    return this.#errors.end;
  }

  /** Bytes that it wrote to standard output although frames go elsewhere. */
  get noise(): number {
    return this.#noise?.length ?? 0;
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
    const { result, excess } = waitWatched(this.#child.pid!, seconds, () => {
      for (let start = 0; start < bytes.length;) {
        const written = attempt(() => writeSync(this.#input, bytes, start, bytes.length - start));
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
      if (frame !== undefined) return { event: 'frame', frame };
      if (this.#garbage !== undefined) return { event: 'garbage', bytes: this.#garbage };
      if (this.#ended) return { event: 'ended' };
      const { result: length, excess } = waitWatched(this.#child.pid!, seconds, () =>
        attempt(() => readSync(this.#output, scratch, 0, scratch.length, null)),
      );
      if (length === 0) return { event: excess ?? 'ended' };
      const { frames, garbage } = this.#reader.push(scratch.subarray(0, length));
      this.#frames.push(...frames);
      this.#garbage = garbage;
    }
  }

  /** Ends the child and what it has started at once. */
  kill(): void {
    if (!this.#gone) {
      killDescendants(this.#child.pid!);
      signalGroup(this.#child.pid!, 'SIGKILL');
    }
    this.#close();
  }

  /** Closes standard input, which tells a child to end, and goes on listening. */
  closeInput(): void {
    this.#lifeline.destroy();
  }

  /** How it ended, such as `exit code 0`: told by the system where that can be asked without an event loop. */
  describeEnd(): string {
    for (let look = 0; this.#how === undefined && look < looks; look++) {
      this.#how = wayOfDeath(this.#child.pid!);
      if (this.#how === undefined) Atomics.wait(cell, 0, 0, 5);
    }
    return this.#how ?? 'for a reason that is not known';
  }

  /** Ends the child: by the end of its input, then by SIGTERM, then by SIGKILL; resolved when it is gone. */
  async close(): Promise<void> {
    const child = this.#child;
    // While it is there, it is known what it has started, also what has left its group.
    if (!this.#gone) killDescendants(child.pid!);
    this.#close();
    if (this.#gone) return;
    const gone = new Promise<void>((done) => child.once('exit', () => done()));
    // Whoever waits for its end is kept from ending before it.
    child.ref();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((tell) => (timer = setTimeout(() => tell('late'), patience)));
      const first = await Promise.race([gone, late]);
      clearTimeout(timer);
      if (first !== 'late') break;
      signalGroup(child.pid!, signal);
    }
    await gone;
  }

  /** Whether it has ended and been waited for. */
  get #gone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #close(): void {
    this.#ended = true;
    this.#lifeline.destroy();
    this.#channel?.destroy();
    this.#closeFiles();
  }

  #closeFiles(): void {
    this.#noise?.close();
    this.#errors.close();
  }
}

/** A child could not be started. */
export class StartError extends Error {
  /** There is no such program; otherwise the machine has no room for another process or pipe. */
  readonly missing: boolean;

  constructor(program: string, missing: boolean) {
    super(missing ? `there is no program "${program}"` : `"${program}" cannot be started: too many processes or open files?`);
    this.name = 'StartError';
    this.missing = missing;
  }
}

/** Looks, at intervals of 5 ms, for the way in which a child that has closed its pipe has ended. */
const looks = 100;
const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
