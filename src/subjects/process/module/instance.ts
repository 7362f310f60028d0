import { size, zeros, type FloatArray, type Precision, type Tensor } from '../../../arithmetic/tensor.ts';
import type { UpdateArguments } from '../../../optimizers/optimizer.ts';
import { entriesAt } from '../entries-at.ts';
import { aligned } from '../frame.ts';

/** One replica: its parameters, which are the same arrays in every call, and the state that the module keeps for it. */
interface Replica {
  readonly parameters: readonly Tensor[];
  gradients: readonly Tensor[];
  readonly arrays: readonly Tensor['data'][];
  state: unknown;
  /** The state that this one was copied from as data, as it was made. */
  madeAs?: unknown;
}

/** What all calls of one request share. */
export type Settings = Pick<UpdateArguments, 'learningRate' | 'weightDecay' | 'hyperparameters' | 'step' | 'listed'>;

let room = new Uint8Array(2 ** 12);

/** Memory for an answer, which is sent before the next one is made: an array for each would cost more than a small update. */
function roomFor(bytes: number): Uint8Array {
  if (room.length < bytes) room = new Uint8Array(bytes);
  return room.subarray(0, bytes).fill(0);
}

/** What one INIT made: replicas with tensors of the same shapes, laid out as docs/protocol.md says. */
export class Instance {
  readonly replicas: readonly Replica[];
  /** Whether the last call was refused, and led nowhere. */
  refused = false;
  /** Bytes of the tensors of all replicas. */
  readonly bytes: number;
  readonly #precision: Precision;
  readonly #shapes: readonly (readonly number[])[];
  readonly #sizes: readonly number[];
  readonly #width: number;

  constructor(precision: Precision, shapes: readonly (readonly number[])[], count: number) {
    this.#precision = precision;
    this.#shapes = shapes;
    this.#sizes = shapes.map(size);
    this.replicas = Array.from({ length: count }, () => {
      const parameters = shapes.map((shape) => zeros([...shape], precision));
      const arrays = parameters.map(({ data }) => data);
      return { parameters, gradients: [], arrays, state: undefined };
    });
    this.#width = precision === 'float64' ? 8 : 4;
    this.bytes = this.#sizes.reduce((sum, entries) => sum + aligned(count * this.#width * entries), 0);
  }

  /** Whether every array still has its memory: a module may have transferred it. */
  get whole(): boolean {
    return this.replicas.every(({ arrays, gradients }) =>
      this.#sizes.every((entries, i) => arrays[i].length === entries && gradients[i]?.data.length === entries),
    );
  }

  /** The same replicas at the same place without their states, for a copy. */
  twin(): Instance {
    const twin = new Instance(this.#precision, this.#shapes, this.replicas.length);
    twin.replicas.forEach(({ arrays }, i) => arrays.forEach((data, tensor) => data.set(this.replicas[i].arrays[tensor])));
    twin.refused = this.refused;
    return twin;
  }

  /**
   * Takes other arrays for the gradients of the next call, so that a module that has kept the last ones keeps their numbers.
   *
   * @param again the next call is to get the arrays of the last one, if there was one and the module has put nothing else in their place
   */
  renewGradients(again: boolean): void {
    const isWhole = ({ data }: Tensor): boolean => ArrayBuffer.isView(data);
    for (const replica of this.replicas)
      if (!again || replica.gradients.length === 0 || !replica.gradients.every(isWhole))
        replica.gradients = this.#shapes.map((shape) => zeros([...shape], this.#precision));
  }

  /** Fills tensors from a body; what a module has put in the place of a typed array is left alone. */
  read(which: 'parameters' | 'gradients', body: Uint8Array, offset: number): void {
    this.#visit(which, (data, start, length) => {
      if (!ArrayBuffer.isView(data)) return;
      const entries = entriesAt(this.#width, body, offset + start, length);
      if (entries !== undefined) data.set(entries);
      else bytesOf(data).set(body.subarray(offset + start, offset + start + data.byteLength));
    });
  }

  /** Writes parameters, and behind them the gradients if the module changed those that it was given. */
  write(given: Uint8Array, offset: number): Uint8Array {
    const answer = roomFor(2 * this.bytes);
    const put = (data: Tensor['data'], start: number, length: number): FloatArray => {
      const entries = entriesAt(this.#width, answer, start, length)!;
      entries.set(data);
      return entries;
    };
    this.#visit('parameters', put);
    let changed = false;
    this.#visit('gradients', (data, start, length) => {
      const entries = put(data, this.bytes + start, length);
      changed ||= Buffer.compare(bytesOf(entries), given.subarray(offset + start, offset + start + entries.byteLength)) !== 0;
    });
    return changed ? answer : answer.subarray(0, this.bytes);
  }

  /** Replicas of a tensor follow one another, and each tensor begins at a multiple of eight bytes. */
  #visit(which: 'parameters' | 'gradients', visit: (data: Tensor['data'], start: number, length: number) => void): void {
    let start = 0;
    for (const [tensor, length] of this.#sizes.entries()) {
      for (const { arrays, gradients } of this.replicas) {
        visit(which === 'parameters' ? arrays[tensor] : gradients[tensor].data, start, length);
        start += this.#width * length;
      }
      start = aligned(start);
    }
  }
}

function bytesOf(data: Tensor['data']): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
