import { copy, type Tensor } from '../../arithmetic/tensor.ts';
import type { KnownCalls } from '../../optimizers/known-calls.ts';
import type { SubjectCall } from '../subject-error.ts';
import type { ChildConnection } from './child-connection.ts';
import type { ChildState } from './child-optimizer.ts';
import { kinds } from './frame.ts';
import { readAnswer, tensorBytes, writeTensors } from './tensor-layout.ts';

/** Bytes of gradients that one exchange carries. */
const portionBytes = 2 ** 22;

/** Cuts a list of calls into what one exchange carries, each part with the number of its first call. */
function portions({ calls, ...shared }: KnownCalls): KnownCalls[] {
  const length = Math.max(1, Math.floor(portionBytes / Math.max(1, tensorBytes(shared.parameters))));
  return Array.from({ length: Math.ceil(calls.length / length) }, (_, part) => ({
    ...shared,
    step: shared.step + part * length,
    calls: calls.slice(part * length, (part + 1) * length),
  }));
}

/**
 * Makes many calls in one exchange, or in several where they are too long for one: parameters are changed in place.
 *
 * @param names of the hyperparameters, in the order of the description
 * @returns copies of the parameters after each call
 */
export function sendKnownCalls(
  connection: ChildConnection,
  names: readonly string[],
  known: KnownCalls,
  label: string,
): Tensor[][] {
  return portions(known).flatMap((portion) => sendPortion(connection, names, portion, label));
}

function sendPortion(
  connection: ChildConnection,
  names: readonly string[],
  { parameters, state, hyperparameters, step, calls }: KnownCalls,
  label: string,
): Tensor[][] {
  const tensors = tensorBytes(parameters);
  const head = 16 + 8 * names.length;
  const write = (body: DataView, bytes: Uint8Array<ArrayBuffer>): void => {
    [(state as ChildState).instance, step, calls.length, 0].forEach((word, i) => body.setUint32(4 * i, word, true));
    names.forEach((key, i) => body.setFloat64(16 + 8 * i, hyperparameters[key], true));
    let offset = writeTensors(bytes, head, parameters);
    for (const { learningRate, weightDecay, gradients } of calls) {
      body.setFloat64(offset, learningRate, true);
      body.setFloat64(offset + 8, weightDecay, true);
      offset = writeTensors(bytes, offset + 16, gradients);
    }
  };
  const blamed = calls.map((_, i): SubjectCall => ({ function: 'update', step: step + i }));
  const answers = connection.requestSeries(kinds.calls, head + tensors + calls.length * (16 + tensors), write, blamed);
  return answers.map((answer, i) => {
    readAnswer(answer, parameters, calls[i].gradients, label, blamed[i]);
    return parameters.map(copy);
  });
}
