import { defaultTimeLimit } from '../limits.ts';
import { describeCall, SubjectError, type SubjectCall } from '../subject-error.ts';
import { lastLines, lossError, readRefusal, refusalError } from './child-errors.ts';
import { ChildPipe, type Received } from './child-pipe.ts';
import { FrameWriter, type Fill } from './frame-writer.ts';
import { headerBytes, kinds, type Frame } from './frame.ts';
import { spawnChild } from './spawn-child.ts';
import type { LaunchOptions } from './spawned-child.ts';
import { TwinChild, type Twin } from './twin-child.ts';

/** Bytes that an answer may be longer than the longest request: a description, or an error with its trace. */
const spareBytes = 2 ** 20;

/** Requests that may be unanswered at once, and their bytes: their answers wait in the pipe, where they must have room. */
const mostPosted = 256;
const mostPostedBytes = process.platform === 'linux' ? 2 ** 17 : 2 ** 12;

/** Seconds from the start of a child to its first answer, where its kind does not say. */
const defaultStartLimit = 60;

/** How to start a child, and what it may take. */
export interface ChildOptions extends Pick<LaunchOptions, 'command' | 'directory' | 'channel'> {
  /** What the subject is called in errors. */
  readonly label: string;
  /** Seconds that one call may last; default 5. */
  readonly timeLimit?: number;
  /** Seconds from the start to the first answer: libraries are imported meanwhile. */
  readonly startLimit?: number;
  /** Whether it can fork after its libraries are imported, and before it loads anything of the subject. */
  readonly forks?: boolean;
}

/** What has become of an instance in the child: once a request for it is refused, every later one comes to the same. */
export interface Fate {
  error?: Error;
}

/** A request whose answer nobody has looked at yet. */
interface Posted {
  readonly sequence: number;
  readonly call: SubjectCall;
  readonly bytes: number;
  /** What it concerns, and what that was made from. */
  readonly fate: Fate;
  readonly origin: Fate;
  frame?: Frame;
  error?: Error;
}

/**
 * A child process that answers requests in their order while the caller waits.
 *
 * Whatever does not answer within its limit is ended, whatever keeps it busy. The child ends when its standard input closes: with
 * `close`, and with the thread or process that started it, whatever ended that.
 */
export class ChildConnection {
  /** Whether the first step of an instance may take the time of a start, because it is compiled then. */
  compiles = false;
  /** Whether an answer has told of gradients that were changed. */
  changesGradients = false;
  readonly #options: ChildOptions;
  readonly #pipe: ChildPipe;
  readonly #writer = new FrameWriter();
  #sequence = 0;
  #longest = 0;
  /** In the order in which they were sent. */
  #unanswered: Posted[] = [];
  #unansweredBytes = 0;
  /** What belongs to no instance, and is told to whoever waits next. */
  #loose: Error | undefined;

  /**
   * @param twin the process, where it was started for this thread already
   * @throws `ConfigurationError` (`SUBJECT_PROGRAM_MISSING`) where there is no such program
   */
  constructor(options: ChildOptions, twin?: Twin) {
    this.#options = options;
    this.#pipe = new ChildPipe(twin === undefined ? spawnChild(options) : new TwinChild(twin));
  }

  /** `false` once the child has ended or been given up. */
  get alive(): boolean {
    return this.#pipe.open;
  }

  /** Whether the child is there, as the system says. */
  get running(): boolean {
    return this.#pipe.running;
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
    return this.post(kind, length, fill, call)();
  }

  /**
   * Hands a request over and does not wait for its answer: a round trip through two pipes costs more than most updates.
   *
   * @param length bytes of the body
   * @param fill writes the body
   * @param call what to blame
   * @param fate of the instance that it concerns
   * @param origin fate of what that instance is made from
   * @returns waits for the body of the answer; throws what `request` would have thrown, for this request or an earlier one of its fate
   */
  post(kind: number, length: number, fill: Fill, call: SubjectCall, fate: Fate = {}, origin: Fate = fate): () => Uint8Array {
    const posted = this.#send(kind, length, fill, call, fate, origin);
    return () => {
      this.#await(posted);
      const error = posted.error ?? this.#loose;
      this.#loose = undefined;
      if (error !== undefined) throw error;
      return posted.frame!.body;
    };
  }

  /** Sends what was handed over, whoever waits for it and when. */
  send(call: SubjectCall): void {
    this.#flush(call);
  }

  /** As `request`, for whoever wants to see refusals: the answer, whatever it says. */
  exchange(kind: number, length: number, fill: Fill, call: SubjectCall): Frame {
    const posted = this.#send(kind, length, fill, call, {}, {});
    this.#await(posted);
    if (posted.frame === undefined) throw posted.error!;
    return posted.frame;
  }

  #send(kind: number, length: number, fill: Fill, call: SubjectCall, fate: Fate, origin: Fate): Posted {
    if (!this.alive) {
      const how = `(${this.#pipe.describeEnd()})`;
      const message = `the process of ${this.#options.label} has ended before ${describeCall(call)} ${how}`;
      throw new SubjectError('SUBJECT_EXITED', `${message}${lastLines(this.#pipe.errorOutput)}`, call);
    }
    const bytes = headerBytes + length;
    // Half of them at a time: the child has the others to do while this side goes on.
    const room = mostPostedBytes - bytes;
    while (this.#unanswered.length >= mostPosted || (this.#unanswered.length > 0 && this.#unansweredBytes > room))
      this.#await(this.#unanswered[this.#unanswered.length >> 1]);
    const sequence = (this.#sequence = (this.#sequence + 1) >>> 0);
    const posted: Posted = { sequence, call, bytes, fate, origin };
    if (!this.#writer.fits(length)) this.#flush(call);
    this.#writer.write(kind, sequence, length, fill);
    this.#unanswered.push(posted);
    this.#unansweredBytes += bytes;
    this.#longest = Math.max(this.#longest, length);
    return posted;
  }

  /** Waits until a request is answered. @throws where no answer will come any more */
  #await(posted: Posted): void {
    while (posted.frame === undefined && posted.error === undefined) {
      const next = this.#unanswered[0];
      if (!this.#pipe.holdsFrame) this.#flush(next.call);
      const frame = this.#answer(next);
      this.#unanswered.shift();
      this.#unansweredBytes -= next.bytes;
      next.frame = frame;
      next.error = next.origin.error;
      if (frame.kind === kinds.error) this.#refuse(next, frame.body);
      if (next.error !== undefined) next.fate.error ??= next.error;
    }
  }

  #refuse(posted: Posted, body: Uint8Array): void {
    const { label } = this.#options;
    const refusal = readRefusal(body);
    if (refusal === undefined) {
      const message = `${label} answers ${describeCall(posted.call)} with an error that is no JSON`;
      throw (posted.error = this.#give(new SubjectError('SUBJECT_PROTOCOL', message, posted.call)));
    }
    posted.error ??= refusalError(refusal, label, posted.call);
    if (refusal.kind === 'loose' || refusal.kind === 'memory') this.#loose ??= posted.error;
  }

  #flush(call: SubjectCall): void {
    const bytes = this.#writer.take();
    if (bytes.length === 0) return;
    this.#pipe.limit = this.#longest + spareBytes;
    const sent = this.#pipe.send(bytes, this.#limitOf(call));
    if (sent !== 'sent') throw this.#lost({ event: sent }, call);
  }

  #limitOf(call: SubjectCall): number {
    const { timeLimit = defaultTimeLimit, startLimit = defaultStartLimit } = this.#options;
    const starts = call.function === 'import' || (this.compiles && call.function === 'update' && call.step === 1);
    return starts ? Math.max(startLimit, timeLimit) : timeLimit;
  }

  #answer({ sequence, call }: Posted): Frame {
    const received = this.#pipe.receive(this.#limitOf(call));
    if (received.event !== 'frame') throw this.#lost(received, call);
    const { frame } = received;
    if (frame.sequence !== sequence || (frame.kind !== kinds.done && frame.kind !== kinds.error)) {
      const got = `an answer of kind ${frame.kind} to message ${frame.sequence}, expected one to message ${sequence}`;
      const message = `${this.#options.label} breaks the protocol in ${describeCall(call)}: ${got}`;
      throw this.#give(new SubjectError('SUBJECT_PROTOCOL', message, call));
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

  /** Ends a child that is not believed any more; whatever waits for an answer gets this error. */
  #give<Given extends Error>(error: Given): Given {
    this.#pipe.kill();
    for (const posted of this.#unanswered.splice(0)) posted.error ??= error;
    this.#unansweredBytes = 0;
    return error;
  }

  /** The error for a child from which no frame will come any more; it is ended. */
  #lost(received: Exclude<Received, { event: 'frame' }>, call: SubjectCall): Error {
    // How it ended can be told only before it is made to.
    const how = received.event === 'ended' ? this.#pipe.describeEnd() : '';
    this.#pipe.kill();
    const child = { how, output: this.#pipe.errorOutput, limit: this.#limitOf(call) };
    return this.#give(lossError(received, this.#options.label, call, child));
  }
}
