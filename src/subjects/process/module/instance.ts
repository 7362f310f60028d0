import { size, zeros, type Precision, type Tensor } from '../../../arithmetic/tensor.ts';
import type { UpdateArguments } from '../../../optimizers/optimizer.ts';
import { aligned } from '../frame.ts';

/** One replica: its parameters, which are the same arrays in every call, and the state that the module keeps for it. */
interface Replica {
  readonly parameters: readonly Tensor[];
  gradients: readonly Tensor[];
  readonly arrays: readonly Tensor['data'][];
  /** Views of all bytes of the arrays, which are made once and not in each call. */
  readonly memory: { readonly parameters: View[]; readonly gradients: View[] };
  state: unknown;
  /** The state that this one was copied from as data, as it was made. */
  madeAs?: unknown;
}

interface View {
  readonly data: Tensor['data'];
  readonly bytes: Uint8Array;
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

  constructor(precision: Precision, shapes: readonly (readonly number[])[], count: number) {
    this.#precision = precision;
    this.#shapes = shapes;
    this.replicas = Array.from({ length: count }, () => {
      const parameters = shapes.map((shape) => zeros([...shape], precision));
      const arrays = parameters.map(({ data }) => data);
      return { parameters, gradients: [], arrays, memory: { parameters: arrays.map(viewOf), gradients: [] }, state: undefined };
    });
    const width = precision === 'float64' ? 8 : 4;
    this.bytes = shapes.reduce((sum, shape) => sum + aligned(count * width * size(shape)), 0);
  }

  /** Whether every array still has its memory: a module may have transferred it. */
  get whole(): boolean {
    return this.replicas.every(({ arrays, gradients }) =>
      this.#shapes.every((shape, i) => arrays[i].length === size(shape) && gradients[i]?.data.length === size(shape)),
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
   * @param again the next call is to get the arrays of the last one, if there was one
   */
  renewGradients(again: boolean): void {
    for (const replica of this.replicas)
      if (!again || replica.gradients.length === 0)
        replica.gradients = this.#shapes.map((shape) => zeros([...shape], this.#precision));
  }

  /** Fills tensors from a body. */
  read(which: 'parameters' | 'gradients', body: Uint8Array, offset: number): void {
    this.#visit(which, offset, (memory, start) => memory.set(body.subarray(start, start + memory.length)));
  }

  /** Writes parameters, and behind them the gradients if the module changed those that it was given. */
  write(given: Uint8Array, offset: number): Uint8Array {
    const answer = roomFor(2 * this.bytes);
    this.#visit('parameters', 0, (memory, start) => answer.set(memory, start));
    let changed = false;
    this.#visit('gradients', 0, (memory, start) => {
      answer.set(memory, this.bytes + start);
      changed ||= Buffer.compare(memory, given.subarray(offset + start, offset + start + memory.length)) !== 0;
    });
    return changed ? answer : answer.subarray(0, this.bytes);
  }

  /** Replicas of a tensor follow one another, and each tensor begins at a multiple of eight bytes. */
  #visit(which: 'parameters' | 'gradients', offset: number, visit: (memory: Uint8Array, start: number) => void): void {
    let start = offset;
    for (const tensor of this.#shapes.keys()) {
      for (const { arrays, gradients, memory } of this.replicas) {
        const data = which === 'parameters' ? arrays[tensor] : gradients[tensor].data;
        // Gradients are renewed, and a module may put others in their place.
        if (memory[which][tensor]?.data !== data) memory[which][tensor] = viewOf(data);
        const { bytes } = memory[which][tensor];
        visit(bytes, start);
        start += bytes.length;
      }
      start = aligned(start);
    }
  }
}

function viewOf(data: Tensor['data']): View {
  return { data, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
