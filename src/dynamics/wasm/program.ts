/** Memory that a kernel reads or writes: one place, or one for every replica. */
export interface Region {
  /** In bytes; that of the first replica where there are more. */
  readonly address: number;
  /** Whether each replica has its own, at the distance that all per-replica regions share. */
  readonly perReplica: boolean;
}

/** A float64 operand; integers are plain numbers. */
export interface Real {
  readonly real: number;
}

/** A call of a kernel, with its operands in the order that its comment in `assembly/kernels` gives. */
export interface Instruction {
  readonly kernel: string;
  readonly operands: readonly (Region | Real | number)[];
}

/** Makes an instruction. */
export function call(kernel: string, ...operands: Instruction['operands']): Instruction {
  return { kernel, operands };
}

/** The region that begins so many bytes after the beginning of another. */
export function offset({ address, perReplica }: Region, bytes: number): Region {
  return { address: address + bytes, perReplica };
}

/** Writes a program as `run` of `assembly/kernels/run.ts` reads it. */
export function encode(instructions: readonly Instruction[], indexOf: (kernel: string) => number): Uint8Array {
  const own = instructions.flatMap(({ operands }) =>
    operands.filter((operand) => isRegion(operand) && operand.perReplica),
  ).length;
  const start = Math.ceil((12 + 4 * own) / 8) * 8;
  const bytes = new Uint8Array(start + 8 + instructions.reduce((sum, { operands }) => sum + 8 + 8 * operands.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, own, true);
  view.setUint32(8, start, true);
  let entry = 12;
  let at = start;
  for (const { kernel, operands } of instructions) {
    view.setUint32(at, indexOf(kernel), true);
    view.setUint32(at + 4, 8 * operands.length, true);
    at += 8;
    for (const operand of operands) {
      if (isRegion(operand)) {
        view.setUint32(at, operand.address, true);
        if (operand.perReplica) {
          view.setUint32(entry, at, true);
          entry += 4;
        }
      } else if (typeof operand === 'number') {
        view.setInt32(at, operand, true);
      } else {
        view.setFloat64(at, operand.real, true);
      }
      at += 8;
    }
  }
  return bytes;
}

function isRegion(operand: Region | Real | number): operand is Region {
  return typeof operand !== 'number' && 'address' in operand;
}
