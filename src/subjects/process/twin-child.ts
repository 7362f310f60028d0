import { constants } from 'node:os';
import { noteEnd, noteStart } from './child-register.ts';
import type { Launched } from './launched.ts';
import { OutputFile } from './output-file.ts';
import { isRunning, nameOfSignal, signalGroup, wayOfDeath } from './system.ts';

/** A process that is forked for a thread from one that another thread has started (`twins.ts`). */
export interface Twin {
  /** What is asked for by whoever it is meant for (`childKey`). */
  readonly key: string;
  /** The process that it is forked from, and how that has ended (`wayIn`). */
  readonly origin: number;
  readonly end: SharedArrayBuffer;
  /** Descriptors of its pipe and of its standard error, which that other thread owns. */
  readonly channel: number;
  readonly errors: number | 'ignore';
  /** Closed by the one thread when it does not need the twin any more, so that the other one closes the pipe. */
  readonly lifeline: Lifeline;
}

/** A message port, as far as types of this package may say it, which do without those of Node. */
export interface Lifeline {
  close(): void;
}

/** Room for the way in which a process has ended. */
export function createEnd(): SharedArrayBuffer {
  return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
}

/** Notes it, as the event `exit` of a process tells it. */
export function noteWay(end: SharedArrayBuffer, code: number | null, signal: string | null): void {
  const signals: Readonly<Record<string, number>> = constants.signals;
  Atomics.store(new Int32Array(end), 0, signal === null ? 1 + code! : -signals[signal]);
}

/** The way that is noted, in the words of `wayOfDeath`. */
function wayIn(end: SharedArrayBuffer): string | undefined {
  const noted = Atomics.load(new Int32Array(end), 0);
  if (noted === 0) return undefined;
  return noted > 0 ? `exit code ${noted - 1}` : `signal ${nameOfSignal(-noted)}`;
}

/** Milliseconds between two looks whether it has ended. */
const interval = 2;

/** A twin in the thread that uses it. It is known by the process that it is forked from until it has said its own. */
export class TwinChild implements Launched {
  readonly errors: OutputFile;
  readonly #twin: Twin;
  #identity: number | undefined;
  #isGone = false;

  constructor(twin: Twin) {
    this.#twin = twin;
    this.errors = new OutputFile(twin.errors);
    // Whoever ends this thread before anything else is known ends that.
    noteStart(twin.origin);
  }

  get identity(): number {
    return this.#identity ?? this.#twin.origin;
  }

  get own(): number | undefined {
    return this.#identity;
  }

  get input(): number {
    return this.#twin.channel;
  }

  get output(): number {
    return this.#twin.channel;
  }

  get gone(): boolean {
    if (this.#identity === undefined) return this.how !== undefined;
    if (this.#isGone || isRunning(this.#identity)) return this.#isGone;
    this.#isGone = true;
    noteEnd(this.#identity);
    // What it has started may have outlived it.
    signalGroup(this.#identity, 'SIGKILL');
    return true;
  }

  get how(): string | undefined {
    if (this.#identity !== undefined) return wayOfDeath(this.#identity);
    // Whichever is there: the system forgets what somebody has waited for.
    return wayIn(this.#twin.end) ?? wayOfDeath(this.#twin.origin);
  }

  /** Nothing tells: see `gone`. */
  onEnd(): void {}

  born(identity: number): boolean {
    if (this.#identity !== undefined || identity === 0) return false;
    this.#identity = identity;
    noteEnd(this.#twin.origin);
    noteStart(identity);
    return true;
  }

  closeInput(): void {
    this.#twin.lifeline.close();
  }

  close(): void {
    if (this.#identity === undefined) noteEnd(this.#twin.origin);
    this.#twin.lifeline.close();
    this.errors.close();
  }

  async untilGone(): Promise<void> {
    while (!this.gone) await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
