import { ConfigurationError } from '../../../arithmetic/configuration-error.ts';
import { refusalOf, type Refusal } from './refusal.ts';

/** For a function that returns a promise. */
export function asynchronous(name: string, called: string): Refusal {
  return refusalOf(
    new ConfigurationError(
      'SUBJECT_ASYNC',
      `${name}: ${called} returned a promise; init and update must do their work before they return`,
      'remove "async" from it, and load what it needs while the module is imported',
    ),
  );
}

/** For a state that holds more than data. */
export function notPlain(name: string, thrown: unknown): Refusal {
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return refusalOf(
    new ConfigurationError(
      'SUBJECT_STATE_NOT_PLAIN',
      `${name}: the state cannot be copied as data: ${what}`,
      'laws resume a run from a copy: keep plain data (numbers, arrays, typed arrays, objects, Maps; no functions), or give the optimizer copyState(state)',
    ),
  );
}

/** For a copy of a state without the methods and private fields that the optimizer uses. */
export function losing(name: string, lost: string, thrown: unknown): Refusal {
  const what = thrown instanceof Error ? thrown.message : 'update throws';
  return refusalOf(
    new ConfigurationError(
      'SUBJECT_STATE_NOT_PLAIN',
      `${name}: in a copy of the state ${what}: it holds an object of the class ${lost}, whose methods and private fields a copy loses`,
      'laws resume a run from a copy: keep plain data in the state, or give the optimizer copyState(state)',
    ),
  );
}

/** For other arrays in the place of the parameters. */
export function replacing(name: string, tensor: number, step: number): Refusal {
  return refusalOf(
    new ConfigurationError(
      'SUBJECT_REPLACES_PARAMETERS',
      `${name}: update puts another array in the place of parameters[${tensor}].data at step ${step}`,
      'change the entries of the array that it is given: data[j] -= …',
    ),
  );
}

/** For parameters or gradients whose memory has gone elsewhere. */
export function detaching(name: string, step: number): Refusal {
  return refusalOf(
    new ConfigurationError(
      'SUBJECT_REPLACES_PARAMETERS',
      `${name}: update takes away the memory of the arrays that it is given at step ${step}`,
      'the likely cause is a transfer (structuredClone or postMessage with a list, ArrayBuffer.transfer); copy what is to go elsewhere',
    ),
  );
}
