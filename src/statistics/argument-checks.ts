import { ConfigurationError } from '../arithmetic/configuration-error.ts';

/**
 * Throws unless 0 < value < 1.
 *
 * @internal
 */
export function checkProbability(name: string, value: number): void {
  if (value > 0 && value < 1) return;
  throw new ConfigurationError(
    'INVALID_PROBABILITY',
    `${name} is ${value}, but must lie strictly between 0 and 1`,
    'a percentage must be divided by 100; an error rate is small (1e-6), a confidence large (0.95)',
  );
}

/**
 * Throws unless the value is finite and above 0.
 *
 * @internal
 */
export function checkPositive(name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new ConfigurationError('INVALID_SIZE', `${name} is ${value}, but must be a positive finite number`);
}

/**
 * Throws unless the value is an integer of at least `minimum`.
 *
 * @internal
 */
export function checkCount(name: string, value: number, minimum: number): void {
  if (Number.isInteger(value) && value >= minimum) return;
  throw new ConfigurationError('INVALID_COUNT', `${name} is ${value}, but must be an integer of at least ${minimum}`);
}

/**
 * Throws unless there are at least `minimum` values and each is a finite number.
 *
 * @internal
 */
export function checkSample(name: string, values: ArrayLike<number>, minimum: number): void {
  if (!(values.length >= minimum)) {
    throw new ConfigurationError('SAMPLE_TOO_SMALL', `${name} has ${values.length} values, but at least ${minimum} are needed`);
  }
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new ConfigurationError(
      'INVALID_VALUE',
      `${name}[${i}] is ${values[i]}, but every value must be finite`,
      'a run that diverged has no window mean: decide on it before any test, do not average it in',
    );
  }
}

/**
 * Throws unless x and y are samples of the same size and x varies.
 *
 * @internal
 */
export function checkPairs(x: readonly number[], y: readonly number[], minimum: number): void {
  checkSample('x', x, minimum);
  checkSample('y', y, minimum);
  if (x.length !== y.length) {
    throw new ConfigurationError('UNEQUAL_SAMPLES', `x has ${x.length} values and y has ${y.length}, but they must be pairs`);
  }
  if (x.every((value) => value === x[0])) {
    throw new ConfigurationError('NO_VARIATION', `all ${x.length} values of x are ${x[0]}, so there is no slope`);
  }
}
