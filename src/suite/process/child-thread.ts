import { spawn } from 'node:child_process';
import { workerData, type MessagePort } from 'node:worker_threads';
import { FrameReader, type Frame } from './frame.ts';

// The program of the thread between a child process and a caller that waits: pipes are read by the event loop of this thread, and
// the caller is woken through shared memory. When the thread ends, however it ends, the child's standard input closes.

/** What the thread is started with. */
export interface ChildSetup {
  readonly command: readonly string[];
  readonly directory: string;
  readonly port: MessagePort;
  /** One 32-bit counter of messages sent, on which the caller waits. */
  readonly signal: SharedArrayBuffer;
}

/** What the thread tells the caller. */
export type ChildEvent =
  | { readonly event: 'started'; readonly identity: number | undefined }
  | { readonly event: 'frame'; readonly frame: Frame }
  | { readonly event: 'garbage'; readonly bytes: Uint8Array; readonly errorOutput: string }
  /** `missing`: there is no such program. */
  | { readonly event: 'ended'; readonly how: string; readonly missing: boolean; readonly errorOutput: string };

/** Characters of the child's standard error that are kept, from its end. */
const errorCharacters = 4000;

/** Milliseconds for what a dead child wrote last to arrive. */
const drain = 200;

const { command, directory, port, signal } = workerData as ChildSetup;
const sent = new Int32Array(signal);
let errorOutput = '';
let over = false;

function tell(message: ChildEvent): void {
  port.postMessage(message);
  Atomics.add(sent, 0, 1);
  Atomics.notify(sent, 0);
}

function end(how: string, missing = false): void {
  if (over) return;
  over = true;
  tell({ event: 'ended', how, missing, errorOutput });
  port.close();
}

const [file, ...words] = command;
const child = spawn(file, words, { cwd: directory, stdio: 'pipe', windowsHide: true });
const reader = new FrameReader();

child.on('error', (error: NodeJS.ErrnoException) => end(error.message, error.code === 'ENOENT'));
child.on('exit', (code, name) => {
  const how = name === null ? `exit code ${code}` : `signal ${name}`;
  const last = setTimeout(() => end(how), drain);
  child.on('close', () => {
    clearTimeout(last);
    end(how);
  });
});
// A child that is gone is reported by its exit.
child.stdin.on('error', () => {});
child.stderr.setEncoding('utf8').on('data', (text: string) => (errorOutput = (errorOutput + text).slice(-errorCharacters)));
child.stdout.on('data', (piece: Buffer) => {
  const { frames, garbage } = reader.push(piece);
  for (const frame of frames) tell({ event: 'frame', frame });
  if (garbage === undefined) return;
  child.stdout.removeAllListeners('data');
  tell({ event: 'garbage', bytes: garbage.slice(0, 80), errorOutput });
  child.kill('SIGKILL');
});
port.on('message', (request: Uint8Array | 'kill' | 'close') => {
  if (request === 'kill') child.kill('SIGKILL');
  else if (request === 'close') child.stdin.end();
  else child.stdin.write(request);
});
tell({ event: 'started', identity: child.pid });
