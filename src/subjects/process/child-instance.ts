import type { Tensor } from '../../arithmetic/tensor.ts';
import type { Numbers } from '../../inference/state-numbers.ts';
import type { Remark, Way } from '../../optimizers/optimizer.ts';
import type { ChildConnection, Fate } from './child-connection.ts';
import { aligned, kinds } from './frame.ts';
import { readNumbers } from './module/state-frame.ts';
import { readRemarks } from './remarks.ts';
import { tensorBytes, writeTensors } from './tensor-layout.ts';

/** The state of a run, as far as this side knows it: its number in the child, and what has become of it. */
export interface ChildState extends Fate {
  readonly instance: number;
}

/**
 * Says how an instance is driven (`{}`: as before).
 *
 * @returns waits for what was seen in it until now
 */
export function sendWay(connection: ChildConnection, state: ChildState, way: Way): () => readonly Remark[] {
  const text = new TextEncoder().encode(JSON.stringify(way));
  const write = (body: DataView, bytes: Uint8Array<ArrayBuffer>): void => {
    body.setUint32(0, state.instance, true);
    bytes.set(text, 8);
  };
  const answer = connection.post(kinds.drive, 8 + text.length, write, { function: 'init', step: 0 }, state);
  return () => readRemarks(answer());
}

/** The arrays of the gradients that an instance got last. */
const lastBuffers = new WeakMap<ChildState, readonly Tensor['data'][]>();

/** Whether gradients come in the arrays of the call before: an optimizer that keeps a reference to these sees them change. */
export function isReused(state: ChildState, gradients: readonly Tensor[]): boolean {
  const last = lastBuffers.get(state);
  if (last?.length === gradients.length && gradients.every(({ data }, i) => data === last[i])) return true;
  lastBuffers.set(
    state,
    gradients.map(({ data }) => data),
  );
  return false;
}

const lastInstance = new WeakMap<ChildConnection, number>();

/** A number that no instance of this child has had. */
export function nextInstance(connection: ChildConnection): number {
  const instance = (lastInstance.get(connection) ?? 0) + 1;
  lastInstance.set(connection, instance);
  return instance;
}

/** Asks for a new instance without waiting for it; the entries of a tensor's replicas follow one another. */
export function sendInit(connection: ChildConnection, state: ChildState, tensors: readonly Tensor[], replicas: number): void {
  const shapes = tensors.map(({ shape }) => (replicas === 1 ? shape : shape.slice(1)));
  const head = aligned(shapes.reduce((bytes, { length }) => bytes + 4 + 4 * length, 16));
  const write = (body: DataView, bytes: Uint8Array<ArrayBuffer>): void => {
    const width = tensors[0]?.data.BYTES_PER_ELEMENT ?? 8;
    const words = [state.instance, width, replicas, tensors.length, ...shapes.flatMap((shape) => [shape.length, ...shape])];
    words.forEach((word, i) => body.setUint32(4 * i, word, true));
    writeTensors(bytes, head, tensors);
  };
  connection.post(kinds.init, head + tensorBytes(tensors), write, { function: 'init', step: 0 }, state);
}

/** Asks for every array of numbers in the state of an instance. */
export function askNumbers(connection: ChildConnection, state: ChildState): Numbers[] {
  const write = (body: DataView): void => body.setUint32(0, state.instance, true);
  return readNumbers(connection.post(kinds.state, 4, write, { function: 'update', step: 0 }, state)());
}

/** Asks a function of the contract whether a tensor is exempt from decay. */
export function askExempt(connection: ChildConnection, tensor: string, shape: readonly number[]): boolean {
  const name = new TextEncoder().encode(tensor);
  const head = 4 + 4 * shape.length;
  const write = (body: DataView, bytes: Uint8Array): void => {
    [shape.length, ...shape].forEach((word, i) => body.setUint32(4 * i, word, true));
    bytes.set(name, head);
  };
  return connection.request(kinds.exempt, head + name.length, write, { function: 'import', step: 0 })[0] === 1;
}
