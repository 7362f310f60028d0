import { ConfigurationError } from '../../arithmetic/configuration-error.ts';

/**
 * Calls a function of a user's model; what it throws says which model and which function.
 *
 * @throws ConfigurationError `MODEL_THROWS`
 */
export function callModel<Result>(model: string, called: string, run: () => Result): Result {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof ConfigurationError) throw thrown;
    const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    const error = new ConfigurationError('MODEL_THROWS', `the model ${model} throws in ${called}: ${what}`);
    error.cause = thrown;
    throw error;
  }
}

/**
 * What a loss returned, when it is a number: not finite ones are left to the caller.
 *
 * @throws ConfigurationError `MODEL_ASYNC` or `MODEL_LOSS`
 */
export function numberOf(model: string, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function') {
    (value as Promise<unknown>).then(undefined, () => {});
    throw new ConfigurationError(
      'MODEL_ASYNC',
      `the model ${model}: loss returned a promise; it must do its work before it returns`,
      'remove "async" from it, and load data while the module is imported (await at its top level is fine)',
    );
  }
  const received = Array.isArray(value) ? 'an array' : typeof value === 'object' && value !== null ? 'an object' : String(value);
  throw new ConfigurationError('MODEL_LOSS', `the model ${model}: loss returned ${received}, expected one number`);
}
