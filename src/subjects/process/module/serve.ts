import { FrameWriter } from '../frame-writer.ts';
import { kinds } from '../frame.ts';
import { killDescendants } from '../system.ts';
import { channel } from './channel.ts';
import { HeldAnswers } from './held-answers.ts';
import { startLifeline } from './lifeline.ts';
import { refusalOf, type Refusal } from './refusal.ts';
import { RequestReader } from './request-reader.ts';
import { Turns } from './turns.ts';

/** Bytes of answers that do not wait for more: the parent has something to do with them. */
const enough = 2 ** 11;

/** How a request is answered: once, in one of the two ways. */
export interface Answer {
  /** @param body may be used for something else once the next request is there */
  done(body: Uint8Array): void;
  refuse(refusal: Refusal): void;
}

/** Who answers requests. */
export interface Server {
  /** Gives one answer, now or later, until when the body is there; what it throws is a refusal. */
  answer(kind: number, body: Uint8Array, answer: Answer): void;
}

/**
 * Answers requests until the channel ends.
 *
 * Every answer is given from a turn of the event loop that begins when the module has nothing left to do at once: a module that goes on
 * by jobs without end does not answer. Answers to requests that came together go together, as far as they are short, but where a call does not return, or ends
 * the process, the answers before it are sent, so that it is known which one that was.
 */
export function serve(server: Server): void {
  const reader = new RequestReader(channel);
  const writer = new FrameWriter();
  const held = new HeldAnswers(channel);
  startLifeline(held.memory);
  process.on('exit', () => held.send());
  /** What was thrown outside of any call: by a timer, or in a promise that nobody waits for. */
  let loose: { readonly thrown: unknown } | undefined;
  process.on('uncaughtException', (thrown) => (loose ??= { thrown }));

  /** What is owed, while a request is under way. */
  let owed: Answer | undefined;
  // What the module has done to its arguments, or throws, can break the answer itself: then nothing is left that would give it.
  process.on('beforeExit', () => {
    const refusal = loose ?? { thrown: new Error('it leaves nothing with which it could be answered') };
    loose = undefined;
    owed?.refuse(refusalOf(refusal.thrown));
  });

  const turns = new Turns(() => reader.arrived);
  const give = (sequence: number, kind: number, body: Uint8Array): void => {
    owed = undefined;
    if (loose !== undefined) {
      [kind, body] = [kinds.error, encode({ ...refusalOf(loose.thrown), kind: 'loose' })];
      loose = undefined;
    }
    writer.write(kind, sequence, body.length, (_, bytes) => bytes.set(body));
    held.add(writer.take());
    if (!reader.ready || held.length >= enough) held.send();
    next();
  };
  const next = (): void => {
    const request = reader.next();
    if (request === 'end') {
      // Whoever would have done it may have been killed.
      killDescendants(process.pid);
      process.exit(0);
    }
    if (request === 'garbage') process.exit(2);
    const { kind, sequence, body } = request;
    const answer: Answer = {
      done: (given) => turns.next(() => give(sequence, kinds.done, given)),
      refuse: (refusal) => turns.next(() => give(sequence, kinds.error, encode(refusal))),
    };
    owed = answer;
    try {
      server.answer(kind, body, answer);
    } catch (thrown) {
      answer.refuse(refusalOf(thrown));
    }
  };
  setImmediate(next);
}

function encode(refusal: Refusal): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(refusal));
}
