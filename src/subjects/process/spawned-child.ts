import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { takeOver } from './blocking-pipe.ts';
import { noteEnd, noteStart } from './child-register.ts';
import type { Launched } from './launched.ts';
import { OutputFile } from './output-file.ts';
import { programExists, signalGroup, wayOfDeath } from './system.ts';

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

/** A process that this thread starts. */
export class SpawnedChild implements Launched {
  readonly identity: number;
  readonly input: number;
  readonly output: number;
  readonly errors: OutputFile = new OutputFile();
  readonly noise: OutputFile | undefined;
  readonly #child: ChildProcess;
  readonly #lifeline: Writable;
  readonly #channel: Writable | undefined;
  #how: string | undefined;
  #tell: () => void = () => {};

  /** @throws `StartError` */
  constructor({ command: [file, ...words], directory, environment, channel = 'standard' }: LaunchOptions) {
    const separate = channel === 'separate';
    this.noise = separate ? new OutputFile() : undefined;
    const errors = this.errors.descriptor;
    const child = spawn(file, words, {
      cwd: directory,
      env: environment,
      stdio: separate ? ['pipe', this.noise!.descriptor, errors, 'pipe'] : ['pipe', 'pipe', errors],
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
    this.identity = child.pid;
    noteStart(child.pid);
    const [input, output, , extra] = child.stdio as unknown as [Writable, Readable | null, null, Writable?];
    this.#lifeline = input;
    this.#channel = extra;
    this.input = takeOver(extra ?? input);
    this.output = extra === undefined ? takeOver(output!) : this.input;
    child.once('exit', (code, signal) => {
      this.#how ??= signal === null ? `exit code ${code}` : `signal ${signal}`;
      noteEnd(this.identity);
      this.#tell();
      // What it has started may have outlived it.
      signalGroup(this.identity, 'SIGKILL');
    });
    child.unref();
  }

  get own(): number {
    return this.identity;
  }

  get gone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get how(): string | undefined {
    return (this.#how ??= wayOfDeath(this.identity));
  }

  onEnd(tell: () => void): void {
    this.#tell = tell;
  }

  born(): boolean {
    return false;
  }

  closeInput(): void {
    this.#lifeline.destroy();
  }

  close(): void {
    this.#lifeline.destroy();
    this.#channel?.destroy();
    this.#closeFiles();
  }

  untilGone(): Promise<void> {
    // Whoever waits for its end is kept from ending before it.
    this.#child.ref();
    return new Promise((done) => this.#child.once('exit', () => done()));
  }

  #closeFiles(): void {
    this.noise?.close();
    this.errors.close();
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
