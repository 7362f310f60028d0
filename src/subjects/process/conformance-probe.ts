import { zeros, type Precision, type Tensor } from '../../arithmetic/tensor.ts';
import { normal } from '../../random/normal.ts';
import { stream } from '../../random/stream.ts';
import type { SubjectCall } from '../subject-error.ts';
import type { ChildConnection } from './child-connection.ts';
import type { ChildDescription } from './child-description.ts';
import { sendInit } from './child-instance.ts';
import { kinds } from './frame.ts';
import { readTensors, tensorBytes, writeTensors } from './tensor-layout.ts';

const shapes: readonly (readonly number[])[] = [[], [3], [4, 3], [2, 2, 2], [1]];
const call: SubjectCall = { function: 'update', step: 1 };

/** An instance in the child, with its parameters as they are known here. */
interface Instance {
  readonly instance: number;
  readonly parameters: Tensor[];
}

/** Runs of a fixed sequence of random gradients. */
export class Probe {
  readonly names: readonly string[];
  readonly precisions: readonly Precision[];
  readonly #connection: ChildConnection;
  readonly #values: readonly number[];
  #last = 1000;

  constructor(connection: ChildConnection, { hyperparameters = {}, precisions = ['float64', 'float32'] }: ChildDescription) {
    this.#connection = connection;
    this.names = Object.keys(hyperparameters);
    this.#values = Object.values(hyperparameters);
    this.precisions = precisions.filter((name): name is Precision => name === 'float64' || name === 'float32');
  }

  create(precision: Precision, replica = 0): Instance {
    const instance = this.#last++;
    const parameters = draw(precision, replica, 0);
    sendInit(this.#connection, { instance }, parameters, 1);
    return { instance, parameters };
  }

  /** Makes steps `from + 1` to `to` and returns the parameters. */
  run(precision: Precision, { instance, parameters }: Instance, from: number, to: number, replica = 0): readonly Tensor[] {
    for (let step = from + 1; step <= to; step++) this.step(instance, parameters, draw(precision, replica, step), step);
    if (parameters.some(({ data }) => data.some((value: number) => !Number.isFinite(value))))
      throw new Error('they do not stay finite');
    const start = draw(precision, replica, 0);
    if (to > 0 && parameters.every(({ data }, i) => data.every((value, j) => value === start[i].data[j]))) {
      throw new Error('they do not move');
    }
    return parameters;
  }

  step(instance: number, parameters: readonly Tensor[], gradients: readonly Tensor[], step: number): void {
    const head = 24 + 8 * this.names.length;
    const write = (body: DataView, bytes: Uint8Array<ArrayBuffer>): void => {
      body.setUint32(0, instance, true);
      body.setUint32(4, step, true);
      body.setFloat64(8, 0.125, true);
      body.setFloat64(16, 0.25, true);
      this.#values.forEach((value, i) => body.setFloat64(24 + 8 * i, value, true));
      writeTensors(bytes, writeTensors(bytes, head, parameters), gradients);
    };
    const answer = this.#connection.request(kinds.update, head + 2 * tensorBytes(parameters), write, {
      function: 'update',
      step,
    });
    readTensors(answer, parameters, 'it', call);
  }

  compareReplicas(precision: Precision): void {
    const replicas = [0, 1, 2];
    const alone = replicas.map((replica) => this.run(precision, this.create(precision, replica), 0, 3, replica));
    const instance = this.#last++;
    const parameters = stack(replicas.map((replica) => draw(precision, replica, 0)));
    sendInit(this.#connection, { instance }, parameters, replicas.length);
    for (let step = 1; step <= 3; step++) {
      const gradients = stack(replicas.map((replica) => draw(precision, replica, step)));
      this.step(instance, parameters, gradients, step);
    }
    same(parameters, stack(alone));
  }

  compareInterleaved(precision: Precision): void {
    const alone = [0, 1].map((replica) => this.run(precision, this.create(precision, replica), 0, 4, replica));
    const instances = [0, 1].map((replica) => this.create(precision, replica));
    for (let step = 0; step < 4; step++)
      instances.forEach((instance, replica) => this.run(precision, instance, step, step + 1, replica));
    instances.forEach(({ parameters }, replica) => same(parameters, alone[replica]));
  }

  compareCopy(precision: Precision): void {
    const uninterrupted = this.run(precision, this.create(precision), 0, 6);
    const origin = this.create(precision);
    this.run(precision, origin, 0, 3);
    const twin = {
      instance: this.#last++,
      parameters: origin.parameters.map(({ data, shape }) => ({ data: data.slice(), shape })),
    };
    const write = (body: DataView): void =>
      [origin.instance, twin.instance].forEach((word, i) => body.setUint32(4 * i, word, true));
    this.#connection.request(kinds.copy, 8, write, call);
    same(this.run(precision, twin, 3, 6), uninterrupted);
    // The copy's steps must have left the original where it was.
    same(this.run(precision, origin, 3, 6), uninterrupted);
  }
}

/** Standard normal tensors of a replica: its start for step 0, then its gradients. */
export function draw(precision: Precision, replica: number, step: number): Tensor[] {
  const source = stream('conformance', 'tensors').seek(replica, step);
  return shapes.map((shape) => {
    const tensor = zeros(shape, precision);
    for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = normal(source);
    return tensor;
  });
}

/** Replicas of every tensor, one after the other. */
function stack(replicas: readonly (readonly Tensor[])[]): Tensor[] {
  return replicas[0].map(({ data, shape }, tensor) => {
    const joined = zeros([replicas.length, ...shape], data instanceof Float64Array ? 'float64' : 'float32');
    replicas.forEach((tensors, replica) => joined.data.set(tensors[tensor].data, replica * data.length));
    return joined;
  });
}

/** @throws where two lists of tensors are not the same bits */
export function same(a: readonly Tensor[], b: readonly Tensor[]): void {
  a.forEach(({ data }, tensor) =>
    data.forEach((value, entry) => {
      const other = b[tensor].data[entry];
      if (!Object.is(value, other))
        throw new Error(`tensor ${tensor}, entry ${entry} is ${value} in one run and ${other} in the other`);
    }),
  );
}
