import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { defaultTimeLimit } from '../defaults.ts';
import { describeCall, SubjectError, type SubjectCall, type SubjectErrorCode } from '../subject-error.ts';
import type { ChildEvent, ChildSetup } from './child-thread.ts';
import { createFrame, headerBytes, kinds, type Frame } from './frame.ts';

// Run from source, as tests do, the thread is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/suite/process/child-thread.js' : './child-thread.js',
  import.meta.url,
);

/** Lines of the child's standard error that are shown. */
const shownLines = 6;

/** Writes the body of a request. */
type Fill = (body: DataView, bytes: Uint8Array<ArrayBuffer>) => void;

/** How to start a child, and what it may take. */
export interface ChildOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its working directory. */
  readonly directory: string;
  /** What the subject is called in errors. */
  readonly label: string;
  /** Seconds that one call may last; default 5. */
  readonly timeLimit?: number;
  /** Seconds from the start to the first answer: libraries are imported meanwhile. */
  readonly startLimit?: number;
}

/**
 * A child process that answers requests in their order while the caller waits.
 *
 * The caller's thread sleeps in `Atomics.wait`, which the end of a worker thread interrupts, unlike a blocking read. The child ends
 * when its standard input closes: with `close`, and with the thread or process that started it, whatever ended that.
 */
export class ChildConnection {
  readonly #options: ChildOptions;
  readonly #port: MessagePort;
  readonly #sent: Int32Array;
  #received = 0;
  #sequence = 0;
  #alive = true;
  /** Requests whose answers nobody has looked at yet, in the order in which they were sent. */
  readonly #unanswered: { readonly sequence: number; readonly call: SubjectCall }[] = [];

  constructor(options: ChildOptions) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const setup: ChildSetup = { command: options.command, directory: options.directory, port: port2, signal };
    this.#port = port1;
    this.#sent = new Int32Array(signal);
    const thread = new Worker(program, { workerData: setup, transferList: [port2], argv: [], execArgv: [] });
    thread.unref();
    port1.unref();
    const started = this.#next(this.#startLimit, { function: 'import', step: 0 });
    if (started.event !== 'started') throw this.#lost(started, { function: 'import', step: 0 });
  }

  /** `false` once the child has ended or been given up. */
  get alive(): boolean {
    return this.#alive;
  }

  get #startLimit(): number {
    return this.#options.startLimit ?? 60;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param length bytes of the body
   * @param fill writes the body
   * @param call what to blame
   * @returns the body of the answer
   * @throws `SubjectError` when the subject throws, hangs, ends or answers something else; `ConfigurationError` when it refuses
   */
  request(kind: number, length: number, fill: Fill, call: SubjectCall): Uint8Array {
    const frame = this.exchange(kind, length, fill, call);
    if (frame.kind === kinds.done) return frame.body;
    throw this.#refusal(frame.body, call);
  }

  /**
   * Sends a request that is answered once for each of many calls.
   *
   * @param calls what to blame, call by call
   * @returns the bodies of the answers
   * @throws as `request`, for the first call that fails
   */
  requestSeries(kind: number, length: number, fill: Fill, calls: readonly SubjectCall[]): Uint8Array[] {
    const sequence = this.#send(kind, length, fill, calls[0]);
    const refused = this.#settlePosted();
    const bodies = calls.map((call) => {
      const { kind: answer, body } = this.#answer(sequence, call);
      if (answer === kinds.error) throw refused ?? this.#refusal(body, call);
      return body;
    });
    if (refused !== undefined) throw refused;
    return bodies;
  }

  /**
   * Sends a request whose answer carries nothing, and does not wait for it: a round trip through two pipes costs more than most
   * updates. The next request that waits takes its answer first, and throws what this one would have thrown.
   *
   * @param length bytes of the body
   * @param fill writes the body
   * @param call what to blame
   */
  post(kind: number, length: number, fill: Fill, call: SubjectCall): void {
    this.#unanswered.push({ sequence: this.#send(kind, length, fill, call), call });
  }

  /** As `request`, for whoever wants to see refusals: the answer, whatever it says. */
  exchange(kind: number, length: number, fill: Fill, call: SubjectCall): Frame {
    const sequence = this.#send(kind, length, fill, call);
    const refused = this.#settlePosted();
    const frame = this.#answer(sequence, call);
    if (refused !== undefined) throw refused;
    return frame;
  }

  /** Takes the answers that nobody has looked at, and returns what the first that was refused would have thrown. */
  #settlePosted(): Error | undefined {
    let refused: Error | undefined;
    for (const posted of this.#unanswered.splice(0)) {
      const frame = this.#answer(posted.sequence, posted.call);
      if (frame.kind === kinds.error) refused ??= this.#refusal(frame.body, posted.call);
    }
    return refused;
  }

  #send(kind: number, length: number, fill: Fill, call: SubjectCall): number {
    if (!this.#alive) {
      const message = `the process of ${this.#options.label} has ended before ${describeCall(call)}`;
      throw new SubjectError('SUBJECT_EXITED', message, call);
    }
    const sequence = (this.#sequence = (this.#sequence + 1) >>> 0);
    const { bytes, body } = createFrame(kind, sequence, length);
    fill(body, bytes.subarray(headerBytes));
    this.#port.postMessage(bytes, [bytes.buffer]);
    return sequence;
  }

  #answer(sequence: number, call: SubjectCall): Frame {
    const answer = this.#next(
      call.function === 'import' ? this.#startLimit : (this.#options.timeLimit ?? defaultTimeLimit),
      call,
    );
    if (answer.event !== 'frame') throw this.#lost(answer, call);
    const { frame } = answer;
    if (frame.sequence !== sequence || (frame.kind !== kinds.done && frame.kind !== kinds.error)) {
      this.#giveUp();
      const got = `an answer of kind ${frame.kind} to message ${frame.sequence}, expected one to message ${sequence}`;
      const message = `${this.#options.label} breaks the protocol in ${describeCall(call)}: ${got}`;
      throw new SubjectError('SUBJECT_PROTOCOL', message, call);
    }
    return frame;
  }

  /** Ends the child, which sees the end of its standard input. */
  close(): void {
    if (this.#alive) this.#port.postMessage('close');
    this.#alive = false;
  }

  /**
   * Ends the child by the end of its standard input, and waits for it.
   *
   * @returns how it ended, such as `exit code 0`
   */
  finish(): string {
    this.close();
    const event = this.#next(this.#options.timeLimit ?? defaultTimeLimit, { function: 'import', step: 0 });
    return event.event === 'ended' ? event.how : `it said "${event.event}" instead`;
  }

  #next(seconds: number, call: SubjectCall): ChildEvent {
    let status: ReturnType<typeof Atomics.wait> = 'ok';
    // The call that wakes may be that of the message before, whose number was seen without waiting.
    while (status === 'ok' && Atomics.load(this.#sent, 0) === this.#received)
      status = Atomics.wait(this.#sent, 0, this.#received, 1000 * seconds);
    if (status === 'timed-out') {
      this.#giveUp();
      const what = call.function === 'import' ? 'does not start' : `does not return from ${describeCall(call)}`;
      const message = `${this.#options.label} ${what}: stopped after ${seconds} second${seconds === 1 ? '' : 's'}`;
      throw new SubjectError('SUBJECT_HANGS', `${message}\n  if it is slow rather than stuck, raise --time-limit`, call);
    }
    this.#received = (this.#received + 1) | 0;
    return (receiveMessageOnPort(this.#port) as { message: ChildEvent }).message;
  }

  #giveUp(): void {
    this.#alive = false;
    this.#port.postMessage('kill');
  }

  /** The error for a child from which no frame will come any more. */
  #lost(event: ChildEvent, call: SubjectCall): Error {
    this.#alive = false;
    const { label, command } = this.#options;
    if (event.event === 'ended' && event.missing) {
      return new ConfigurationError('SUBJECT_PROGRAM_MISSING', `${label}: there is no program "${command[0]}"`);
    }
    if (event.event === 'garbage') {
      const text = JSON.stringify(Buffer.from(event.bytes).toString('latin1').split('\n')[0]);
      const message = `${label} writes ${text} to standard output in ${describeCall(call)}, where only frames belong`;
      return new SubjectError('SUBJECT_PROTOCOL', `${message}\n  print to standard error instead`, call);
    }
    const [how, output] = event.event === 'ended' ? [event.how, event.errorOutput] : ['an unexpected message', ''];
    const code: SubjectErrorCode = 'SUBJECT_EXITED';
    return new SubjectError(code, `the process of ${label} ends in ${describeCall(call)} (${how})${lastLines(output)}`, call);
  }

  #refusal(body: Uint8Array, call: SubjectCall): Error {
    const { label } = this.#options;
    let refusal: { kind?: string; code?: string; message?: string; advice?: string | null; trace?: string };
    try {
      refusal = JSON.parse(new TextDecoder().decode(body)) as typeof refusal;
    } catch {
      this.#giveUp();
      return new SubjectError('SUBJECT_PROTOCOL', `${label} answers ${describeCall(call)} with an error that is no JSON`, call);
    }
    const { kind, code = 'SUBJECT_REFUSES', message = '', advice, trace = '' } = refusal;
    if (kind === 'configuration') return new ConfigurationError(code, `${label}: ${message}`, advice ?? undefined);
    return new SubjectError(
      'SUBJECT_THROWS',
      `${label} throws in ${describeCall(call)}: ${code}: ${message}${lastLines(trace)}`,
      call,
    );
  }
}

function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-shownLines);
  return lines.join('').trim() === '' ? '' : `\n${lines.map((line) => `  | ${line}`).join('\n')}`;
}
