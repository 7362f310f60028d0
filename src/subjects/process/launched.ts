import type { OutputFile } from './output-file.ts';

/** A process with the ends of its pipes that are here: as a thread has started it, or as it was forked for this thread. */
export interface Launched {
  /** The process that is watched while it is waited for. */
  readonly identity: number;
  /** Its own number, by which it is ended; a process that was forked has to say it first. */
  readonly own: number | undefined;
  /** Descriptors, without an event loop between. */
  readonly input: number;
  readonly output: number;
  readonly errors: OutputFile;
  /** Standard output, where frames go elsewhere. */
  readonly noise?: OutputFile;
  /** Whether it has ended, and nobody has to wait for that. */
  readonly gone: boolean;
  /** How it ended, where it is known. */
  readonly how: string | undefined;
  /** Calls once it is known that it has ended, where an event loop tells. */
  onEnd(tell: () => void): void;
  /** Takes the number that a process says which was forked; whether it is one that had to say it. */
  born(identity: number): boolean;
  /** Closes the end of a pipe that tells the process to end. */
  closeInput(): void;
  /** Closes all ends and files. */
  close(): void;
  /** Resolved when it has ended. */
  untilGone(): Promise<void>;
}
