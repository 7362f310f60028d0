import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { defaultArrayLimit, defaultTimeLimit } from '../defaults.ts';
import { describeCall, SubjectError, type SubjectCall } from '../subject-error.ts';
import { ChildPipe, StartError, type LaunchOptions, type Received } from './child-pipe.ts';
import { childEnvironment } from './environment.ts';
import { createFrame, headerBytes, kinds, type Frame } from './frame.ts';

/** Lines of the child's standard error that are shown. */
const shownLines = 6;

/** Bytes that an answer may be longer than the longest request: a description, or an error with its trace. */
const spareBytes = 2 ** 20;

/** Requests that may be unanswered at once: their answers wait in the pipe. */
const mostPosted = 256;

/** Seconds from the start of a child to its first answer, where its kind does not say. */
const defaultStartLimit = 60;

/** Writes the body of a request. */
type Fill = (body: DataView, bytes: Uint8Array<ArrayBuffer>) => void;

/** How to start a child, and what it may take. */
export interface ChildOptions extends Pick<LaunchOptions, 'command' | 'directory' | 'channel'> {
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
 * Whatever does not answer within its limit is ended, whatever keeps it busy. The child ends when its standard input closes: with
 * `close`, and with the thread or process that started it, whatever ended that.
 */
export class ChildConnection {
  readonly #options: ChildOptions;
  readonly #pipe: ChildPipe;
  #sequence = 0;
  #longest = 0;
  /** Requests whose answers nobody has looked at yet, in the order in which they were sent. */
  #unanswered: { readonly sequence: number; readonly call: SubjectCall }[] = [];

  /** @throws `ConfigurationError` (`SUBJECT_PROGRAM_MISSING`) where there is no such program */
  /** Whether the first step of an instance may take the time of a start, because it is compiled then. */
  compiles = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    try {
      this.#pipe = new ChildPipe({ ...options, environment: childEnvironment() });
    } catch (thrown) {
      if (!(thrown instanceof StartError && thrown.missing)) throw thrown;
      throw new ConfigurationError('SUBJECT_PROGRAM_MISSING', `${options.label}: ${thrown.message}`);
    }
  }

  /** `false` once the child has ended or been given up. */
  get alive(): boolean {
    return this.#pipe.open;
  }

  /** Bytes of standard output that were kept back, where frames go elsewhere. */
  get noise(): number {
    return this.#pipe.noise;
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
    if (this.#unanswered.length < mostPosted) return;
    const refused = this.#settlePosted();
    if (refused !== undefined) throw refused;
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
    if (this.#unanswered.length === 0) return undefined;
    let refused: Error | undefined;
    const posts = this.#unanswered;
    this.#unanswered = [];
    for (const posted of posts) {
      const frame = this.#answer(posted.sequence, posted.call);
      if (frame.kind === kinds.error) refused ??= this.#refusal(frame.body, posted.call);
    }
    return refused;
  }

  #send(kind: number, length: number, fill: Fill, call: SubjectCall): number {
    if (!this.alive) {
      const message = `the process of ${this.#options.label} has ended before ${describeCall(call)}`;
      throw new SubjectError('SUBJECT_EXITED', `${message}${lastLines(this.#pipe.errorOutput)}`, call);
    }
    const sequence = (this.#sequence = (this.#sequence + 1) >>> 0);
    const { bytes, body } = createFrame(kind, sequence, length);
    fill(body, bytes.subarray(headerBytes));
    this.#longest = Math.max(this.#longest, length);
    this.#pipe.limit = this.#longest + spareBytes;
    const sent = this.#pipe.send(bytes, this.#limitOf(call));
    if (sent !== 'sent') throw this.#lost({ event: sent }, call);
    return sequence;
  }

  #limitOf(call: SubjectCall): number {
    const { timeLimit = defaultTimeLimit, startLimit = defaultStartLimit } = this.#options;
    const starts = call.function === 'import' || (this.compiles && call.function === 'update' && call.step === 1);
    return starts ? Math.max(startLimit, timeLimit) : timeLimit;
  }

  #answer(sequence: number, call: SubjectCall): Frame {
    const received = this.#pipe.receive(this.#limitOf(call));
    if (received.event !== 'frame') throw this.#lost(received, call);
    const { frame } = received;
    if (frame.sequence !== sequence || (frame.kind !== kinds.done && frame.kind !== kinds.error)) {
      this.#pipe.kill();
      const got = `an answer of kind ${frame.kind} to message ${frame.sequence}, expected one to message ${sequence}`;
      const message = `${this.#options.label} breaks the protocol in ${describeCall(call)}: ${got}`;
      throw new SubjectError('SUBJECT_PROTOCOL', message, call);
    }
    return frame;
  }

  /** Ends the child: by the end of its input, by SIGTERM, by SIGKILL; resolved when it is gone. */
  close(): Promise<void> {
    return this.#pipe.close();
  }

  /**
   * Ends the child by the end of its standard input, and waits for it.
   *
   * @returns how it ended, such as `exit code 0`
   */
  finish(): string {
    this.#pipe.closeInput();
    const { event } = this.#pipe.receive(this.#options.timeLimit ?? defaultTimeLimit);
    const how = event === 'ended' ? this.#pipe.describeEnd() : `it said "${event}" instead`;
    this.#pipe.kill();
    return how;
  }

  /** The error for a child from which no frame will come any more; it is ended. */
  #lost(received: Exclude<Received, { event: 'frame' }>, call: SubjectCall): Error {
    const { label } = this.#options;
    // How it ended can be told only before it is made to.
    const how = received.event === 'ended' ? this.#pipe.describeEnd() : '';
    this.#pipe.kill();
    const output = this.#pipe.errorOutput;
    switch (received.event) {
      case 'late':
        return hangs(label, call, this.#limitOf(call));
      case 'swollen':
        return outOfMemory(`${label} takes more than ${defaultArrayLimit} MB of memory in ${describeCall(call)}`, call);
      case 'garbage': {
        const text = JSON.stringify(Buffer.from(received.bytes).toString('latin1').split('\n')[0]);
        const message = `${label} writes ${text} to standard output in ${describeCall(call)}, where only frames belong`;
        return new SubjectError('SUBJECT_PROTOCOL', `${message}\n  print to standard error instead`, call);
      }
      case 'ended': {
        // What V8 says before it gives up.
        if (/heap out of memory/.test(output)) return outOfMemory(`${label} exhausts its heap in ${describeCall(call)}`, call);
        const message = `the process of ${label} ends in ${describeCall(call)} (${how})${lastLines(output)}`;
        return new SubjectError('SUBJECT_EXITED', message, call);
      }
    }
  }

  #refusal(body: Uint8Array, call: SubjectCall): Error {
    const { label } = this.#options;
    const refusal = readRefusal(body);
    if (refusal === undefined) {
      this.#pipe.kill();
      return new SubjectError('SUBJECT_PROTOCOL', `${label} answers ${describeCall(call)} with an error that is no JSON`, call);
    }
    const { kind, code = '', message = '', advice, trace = '', subject = label, complete, stack } = refusal;
    const cause = stack === undefined ? undefined : Object.assign(new Error(message), { stack });
    const what = `${code === '' ? '' : `${code}: `}${message}`;
    switch (kind) {
      case 'configuration': {
        const error = new ConfigurationError(
          code || 'SUBJECT_REFUSES',
          complete === true ? message : `${label}: ${message}`,
          advice ?? undefined,
        );
        error.cause = cause;
        return error;
      }
      case 'memory':
        return outOfMemory(`${label} ${message} (seen in ${describeCall(call)})`, call);
      case 'loose': {
        const likely = 'the likely cause is a timer or a promise that was left running';
        const where = `${describeCall(call)}, outside of init and update`;
        return new SubjectError('SUBJECT_THROWS', `${label} throws in ${where}: ${what}\n  ${likely}`, call, cause);
      }
      default:
        return new SubjectError(
          'SUBJECT_THROWS',
          `${subject} throws in ${describeCall(call)}: ${what}${lastLines(trace)}`,
          call,
          cause,
        );
    }
  }
}

/** The body of an answer ERROR, of which nothing is certain. */
interface Refusal {
  readonly kind?: string;
  readonly code?: string;
  readonly message?: string;
  readonly advice?: string;
  readonly trace?: string;
  readonly subject?: string;
  readonly complete?: boolean;
  readonly stack?: string;
}

/** The refusal that a body tells; texts that are none are left out. */
function readRefusal(body: Uint8Array): Refusal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const texts = ['kind', 'code', 'message', 'advice', 'trace', 'subject', 'stack'].filter(
    (key) => typeof given[key] === 'string',
  );
  return { ...Object.fromEntries(texts.map((key) => [key, given[key]])), complete: given.complete === true };
}

function hangs(label: string, call: SubjectCall, seconds: number): SubjectError {
  const what = call.function === 'import' ? 'does not start' : `does not return from ${describeCall(call)}`;
  const message = `${label} ${what}: stopped after ${seconds} second${seconds === 1 ? '' : 's'}`;
  return new SubjectError('SUBJECT_HANGS', `${message}\n  if it is slow rather than stuck, raise --time-limit`, call);
}

function outOfMemory(message: string, call: SubjectCall): SubjectError {
  const cause = 'the likely cause is an array or a state that grows without end';
  return new SubjectError('SUBJECT_OUT_OF_MEMORY', `${message}\n  ${cause}`, call);
}

function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-shownLines);
  return lines.join('').trim() === '' ? '' : `\n${lines.map((line) => `  | ${line}`).join('\n')}`;
}
