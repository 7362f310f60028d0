import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { takeOver } from './blocking-pipe.ts';
import type { ChildOptions } from './child-connection.ts';
import { childKey } from './child-key.ts';
import { childEnvironment } from './environment.ts';
import { OutputFile } from './output-file.ts';
import { killDescendants, signalGroup } from './system.ts';
import { createEnd, noteWay, type Twin } from './twin-child.ts';

/** Says to an adapter how many twins are asked for (adapters/python/twins.py). */
const variable = 'INTRINSIC_LR_TWINS';

/** A twin on the side of the thread that has started it. */
export interface OwnedTwin {
  /** For the thread that uses it. */
  readonly twin: Twin;
  /** Closes its pipe; resolved, for the last of them, when the process is gone that they were forked from. */
  release(): Promise<void>;
}

/**
 * Starts processes of a subject for several threads, forked from one that has imported its libraries: what an import costs is paid once.
 * They are twins in nothing else, each with a pipe, a session and a subject of its own.
 *
 * @returns one for each thread; none where the system or the program cannot do that, and each thread has to start a process itself
 */
export function startTwins({ command, directory, forks }: ChildOptions, count: number): readonly OwnedTwin[] {
  if (forks !== true || count < 2 || process.platform !== 'linux') return [];
  const files = Array.from({ length: count }, () => new OutputFile());
  const errors = files[0].descriptor;
  const [file, ...words] = command;
  const process_ = spawn(file, words, {
    cwd: directory,
    env: { ...childEnvironment(), [variable]: String(count) },
    stdio: ['pipe', errors, errors, ...files.flatMap(({ descriptor }) => ['pipe' as const, descriptor])],
    detached: true,
  });
  process_.on('error', () => {});
  if (process_.pid === undefined) {
    for (const each of files) each.close();
    return [];
  }
  const origin = new Origin(process_, count);
  return files.map((own, i) => {
    const pipe = process_.stdio[3 + 2 * i] as unknown as Writable;
    const { port1, port2 } = new MessageChannel();
    port1.on('close', () => pipe.destroy()).unref();
    const key = childKey({ command, directory });
    const { pid, end } = origin;
    return {
      twin: { key, origin: pid, end, channel: takeOver(pipe), errors: own.descriptor, lifeline: port2 },
      release() {
        pipe.destroy();
        own.close();
        return origin.release();
      },
    };
  });
}

/** The process that twins are forked from, which lives as long as they do. */
class Origin {
  readonly pid: number;
  /** How it has ended. */
  readonly end: SharedArrayBuffer = createEnd();
  readonly #process: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #killAtExit = (): void => this.#kill();
  #used: number;

  constructor(process_: ChildProcess, count: number) {
    this.#process = process_;
    this.pid = process_.pid!;
    this.#used = count;
    this.#gone = new Promise((resolve) => {
      process_.once('exit', (code, signal) => {
        noteWay(this.end, code, signal);
        resolve();
      });
    });
    process_.unref();
    process.on('exit', this.#killAtExit);
  }

  async release(): Promise<void> {
    this.#used -= 1;
    if (this.#used > 0) return;
    this.#process.ref();
    this.#kill();
    await this.#gone;
    process.off('exit', this.#killAtExit);
  }

  #kill(): void {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    killDescendants(this.pid);
    signalGroup(this.pid, 'SIGKILL');
  }
}
