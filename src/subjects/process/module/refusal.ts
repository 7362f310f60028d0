import { ConfigurationError } from '../../../arithmetic/configuration-error.ts';

/** The body of an answer ERROR (docs/protocol.md). */
export interface Refusal {
  /** `loose`: thrown outside of any call. */
  readonly kind: 'configuration' | 'exception' | 'memory' | 'loose';
  readonly code: string;
  readonly message: string;
  /** Name of the subject, where its reference is not what it is called. */
  readonly subject?: string;
  /** The message names the subject itself. */
  readonly complete?: boolean;
  readonly stack?: string;
}

/** Characters of a message and of a stack that are told. */
const longestMessage = 4000;
const longestStack = 20_000;

/** What is told of something that was thrown, which may be anything, also what throws when it is looked at. */
export function refusalOf(thrown: unknown): Refusal {
  try {
    return described(thrown);
  } catch {
    return { kind: 'exception', code: '', message: 'something that cannot be looked at' };
  }
}

function described(thrown: unknown): Refusal {
  if (thrown instanceof ConfigurationError) {
    const { code, message } = thrown;
    return { kind: 'configuration', code, message: shorten(message, longestMessage), complete: true, ...stackOf(thrown.cause) };
  }
  if (!(thrown instanceof Error)) return { kind: 'exception', code: '', message: shorten(String(thrown), longestMessage) };
  const { name, message } = thrown;
  return {
    kind: 'exception',
    code: shorten(String(name), 100),
    message: shorten(String(message), longestMessage),
    ...stackOf(thrown),
  };
}

function stackOf(thrown: unknown): { stack?: string } {
  if (!(thrown instanceof Error)) return {};
  const { cause, stack } = thrown;
  return cause instanceof Error ? stackOf(cause) : typeof stack === 'string' ? { stack: shorten(stack, longestStack) } : {};
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
