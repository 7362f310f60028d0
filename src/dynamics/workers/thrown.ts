import { ConfigurationError } from '../../arithmetic/configuration-error.ts';

/** Anything that was thrown, as plain data. */
export interface PackedThrown {
  /** What was thrown, if it was no error. */
  readonly value?: unknown;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly stack: string | undefined;
    readonly code: string | undefined;
    readonly configuration: boolean;
    readonly cause: PackedThrown | undefined;
  };
}

const kinds: Readonly<Record<string, new (message: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Makes plain data of what was thrown: structured cloning alone would lose classes, codes and names. */
export function packThrown(thrown: unknown): PackedThrown {
  if (!(thrown instanceof Error)) return { value: cloneable(thrown) };
  const { name, message, stack, cause, code } = thrown as Error & { code?: unknown };
  return {
    error: {
      name,
      message,
      stack,
      code: code === undefined ? undefined : String(code),
      configuration: thrown instanceof ConfigurationError,
      cause: cause === undefined ? undefined : packThrown(cause),
    },
  };
}

function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
}

/** What was thrown, to be thrown again: with its class where that is ours or the language's own, name, message, stack, code and cause. */
export function unpackThrown({ value, error }: PackedThrown): unknown {
  if (error === undefined) return value;
  const { name, message, stack, code, configuration, cause } = error;
  const again = configuration ? new ConfigurationError(code!, message) : new (kinds[name] ?? Error)(message);
  if (again.name !== name) Object.defineProperty(again, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(again, 'stack', { value: stack, configurable: true, writable: true });
  if (code !== undefined) Object.assign(again, { code });
  if (cause !== undefined)
    Object.defineProperty(again, 'cause', { value: unpackThrown(cause), configurable: true, writable: true });
  return again;
}
