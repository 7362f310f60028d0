import type { FloatArray, Precision } from '../../arithmetic/tensor.ts';
import { host } from './host.ts';
import { kernelModule } from './kernels.ts';
import { encode, type Instruction, type Region } from './program.ts';
import { webAssembly, type WasmInstance, type WasmMemory, type WasmTable } from './web-assembly.ts';

const PAGE = 65536;
/** A cache line; also more than the vector that kernels may read or write behind the end of an array. */
const LINE = 64;

/** `run` of `assembly/kernels/run.ts`. */
type Run = (...operands: readonly number[]) => void;

/** The kernels of one precision with their memory, which is handed out from the bottom and taken back all at once. */
export class Machine {
  readonly precision: Precision;
  /** Bytes of a number. */
  readonly word: 4 | 8;
  readonly run: Run;
  private readonly memory: WasmMemory;
  private readonly kernels: WasmInstance['exports'];
  private readonly table: WasmTable;
  private readonly indices = new Map<string, number>();
  private readonly base: number;
  private top: number;

  constructor(precision: Precision) {
    const { exports } = new webAssembly.Instance(kernelModule(precision), { host });
    this.precision = precision;
    this.word = precision === 'float32' ? 4 : 8;
    this.kernels = exports;
    this.run = exports.run as Run;
    this.memory = exports.memory as WasmMemory;
    this.table = exports.table as WasmTable;
    this.base = (exports.heapBase as () => number)();
    this.top = this.base;
  }

  /** Takes all memory back. */
  reset(): void {
    this.top = this.base;
  }

  /** Zeroed memory. Views that were made before may be detached. */
  allocate(bytes: number): number {
    const address = Math.ceil(this.top / LINE) * LINE;
    this.top = address + bytes + LINE;
    const missing = this.top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    new Uint8Array(this.memory.buffer, address, bytes + LINE).fill(0);
    return address;
  }

  /** Zeroed numbers of the machine's precision. */
  scratch(length: number): Region {
    return { address: this.allocate(length * this.word), perReplica: false };
  }

  /** Zeroed float64. */
  doubles(length: number): Region {
    return { address: this.allocate(length * 8), perReplica: false };
  }

  /** A copy of numbers, in the machine's precision. */
  constant(values: ArrayLike<number>): Region {
    const region = this.scratch(values.length);
    this.view(region.address, values.length).set(values);
    return region;
  }

  /** A copy of float64. */
  constantDoubles(values: Float64Array): Region {
    const region = this.doubles(values.length);
    this.float64(region.address, values.length).set(values);
    return region;
  }

  /** A copy of bytes. */
  constantBytes(values: Uint8Array): Region {
    const address = this.allocate(values.length);
    this.bytes(address, values.length).set(values);
    return { address, perReplica: false };
  }

  /** The memory at an address as numbers of the machine's precision. */
  view(address: number, length: number): FloatArray {
    const { buffer } = this.memory;
    return this.word === 4 ? new Float32Array(buffer, address, length) : new Float64Array(buffer, address, length);
  }

  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  /** Whether there is a kernel of this name. */
  has(kernel: string): boolean {
    return typeof this.kernels[kernel] === 'function';
  }

  /** Writes a program into memory and returns its address. */
  load(instructions: readonly Instruction[]): number {
    return this.constantBytes(encode(instructions, (kernel) => this.indexOf(kernel))).address;
  }

  private indexOf(kernel: string): number {
    let index = this.indices.get(kernel);
    if (index === undefined) {
      index = this.table.grow(1, this.kernels[kernel]);
      this.indices.set(kernel, index);
    }
    return index;
  }
}

const machines: Partial<Record<Precision, Machine>> = {};

/** The machine of a precision, emptied; a thread has one of each, whose memory is used again and again. */
export function emptyMachine(precision: Precision): Machine {
  const machine = (machines[precision] ??= new Machine(precision));
  machine.reset();
  return machine;
}
