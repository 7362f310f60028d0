import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { defaultArrayLimit } from '../limits.ts';
import { describeCall, SubjectError, type SubjectCall } from '../subject-error.ts';
import type { Received } from './child-pipe.ts';

/** Lines of a child's standard error that are shown. */
const shownLines = 6;

/** The body of an answer ERROR, of which nothing is certain. */
export interface Refusal {
  readonly kind?: string;
  readonly code?: string;
  readonly message?: string;
  readonly advice?: string;
  readonly trace?: string;
  readonly subject?: string;
  readonly complete?: boolean;
  readonly stack?: string;
}

/**
 * What an answer ERROR says, as an error.
 *
 * @param label what the subject is called
 * @param call during which it was given
 */
export function refusalError(refusal: Refusal, label: string, call: SubjectCall): Error {
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
      return memoryError(`${label} ${message} (seen in ${describeCall(call)})`, call);
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

/** The refusal that a body tells; texts that are none are left out. `undefined` where it is no JSON. */
export function readRefusal(body: Uint8Array): Refusal | undefined {
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

/**
 * The error for a child from which no frame will come any more.
 *
 * @param received what came instead
 * @param child how it ended, what it wrote to standard error, and the seconds that the call had
 */
export function lossError(
  received: Exclude<Received, { event: 'frame' }>,
  label: string,
  call: SubjectCall,
  { how, output, limit }: { readonly how: string; readonly output: string; readonly limit: number },
): SubjectError {
  const where = describeCall(call);
  switch (received.event) {
    case 'late':
      return hangError(label, call, limit);
    case 'swollen':
      return memoryError(`${label} takes more than ${defaultArrayLimit} MB of memory in ${where}`, call);
    case 'garbage': {
      const text = JSON.stringify(Buffer.from(received.bytes).toString('latin1').split('\n')[0]);
      const message = `${label} writes ${text} to standard output in ${where}, where only frames belong`;
      return new SubjectError('SUBJECT_PROTOCOL', `${message}\n  print to standard error instead`, call);
    }
    case 'ended':
      // What V8 says before it gives up.
      if (/heap out of memory/.test(output)) return memoryError(`${label} exhausts its heap in ${where}`, call);
      return new SubjectError('SUBJECT_EXITED', `the process of ${label} ends in ${where} (${how})${lastLines(output)}`, call);
  }
}

/** A call that took longer than its limit. */
function hangError(label: string, call: SubjectCall, seconds: number): SubjectError {
  const what = call.function === 'import' ? 'does not start' : `does not return from ${describeCall(call)}`;
  const message = `${label} ${what}: stopped after ${seconds} second${seconds === 1 ? '' : 's'}`;
  return new SubjectError('SUBJECT_HANGS', `${message}\n  if it is slow rather than stuck, raise --time-limit`, call);
}

/** Memory that grew beyond its limit. */
function memoryError(message: string, call: SubjectCall): SubjectError {
  const cause = 'the likely cause is an array or a state that grows without end';
  return new SubjectError('SUBJECT_OUT_OF_MEMORY', `${message}\n  ${cause}`, call);
}

/** The end of a text, each line of it marked; nothing for an empty one. */
export function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-shownLines);
  return lines.join('').trim() === '' ? '' : `\n${lines.map((line) => `  | ${line}`).join('\n')}`;
}
