/** The version of the protocol that this package speaks (docs/protocol.md). */
export const protocolVersion = 1;

/** `ILR1`, little endian: what every frame begins with. */
export const magic: number = 0x31524c49;

/** Bytes of a header: magic, kind, sequence number and length of the body, each an unsigned 32-bit number, little endian. */
export const headerBytes = 16;

/** Longest body that is believed; a longer one is garbage. */
const longestBody: number = 2 ** 30;

/** Bytes that are shown of what begins no frame. */
const shownBytes = 80;

/** Bytes of memory that bodies share, and of the longest body that shares it. */
const [roomBytes, sharedBytes] = [2 ** 15, 2 ** 11];

/** Kinds of messages: requests to the child, then its answers. */
export const kinds: {
  readonly hello: 1;
  readonly init: 2;
  readonly update: 3;
  readonly copy: 4;
  readonly release: 5;
  readonly reset: 6;
  readonly exempt: 8;
  readonly drive: 9;
  readonly state: 10;
  readonly done: 0x80;
  readonly error: 0x81;
  readonly born: 0x82;
} = {
  hello: 1,
  init: 2,
  update: 3,
  copy: 4,
  release: 5,
  reset: 6,
  exempt: 8,
  drive: 9,
  state: 10,
  done: 0x80,
  error: 0x81,
  born: 0x82,
};

/** Added to the number of an instance in UPDATE: the gradients are in the arrays of the call before. */
export const reusedBuffers: number = 2 ** 31;

/** Added to the number of an instance in UPDATE: parameters are left out, and are those that the call before has led to. */
export const goesOn: number = 2 ** 30;

/** One message. */
export interface Frame {
  readonly kind: number;
  /** An answer repeats that of its request. */
  readonly sequence: number;
  readonly body: Uint8Array;
}

/** The smallest multiple of 8 that is not less: where the next tensor begins. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** A frame as bytes, with room for a body of this length. */
export function createFrame(kind: number, sequence: number, length: number): { bytes: Uint8Array<ArrayBuffer>; body: DataView } {
  const bytes = new Uint8Array(headerBytes + length);
  new Uint32Array(bytes.buffer, 0, 4).set([magic, kind, sequence, length]);
  return { bytes, body: new DataView(bytes.buffer, headerBytes) };
}

/** Reassembles frames from the pieces in which a pipe delivers them; every byte is copied once. */
export class FrameReader {
  /** Longest body that is believed, in bytes: whoever knows what he asked for lowers it. */
  limit: number = longestBody;
  readonly #header = new Uint8Array(headerBytes);
  readonly #words = new Uint32Array(this.#header.buffer);
  /** Bytes of the present frame that have arrived, its header included. */
  #have = 0;
  #body = new Uint8Array(0);
  /** Where bodies are put, and how much of it is taken. */
  #shared = new Uint8Array(0);
  #taken = 0;

  /**
   * @returns the frames that this piece completes, and the first bytes that begin no frame, if there are any
   */
  push(piece: Uint8Array): { readonly frames: readonly Frame[]; readonly garbage?: Uint8Array } {
    const frames: Frame[] = [];
    for (let start = 0; start < piece.length || this.#complete;) {
      if (this.#complete) {
        frames.push({ kind: this.#words[1], sequence: this.#words[2], body: this.#body });
        this.#have = 0;
        continue;
      }
      start += this.#have < headerBytes ? this.#takeHeader(piece, start) : this.#takeBody(piece, start);
      if (this.#begins()) continue;
      const garbage = [
        ...this.#header.subarray(0, Math.min(this.#have, headerBytes)),
        ...piece.subarray(start, start + shownBytes),
      ];
      return { frames, garbage: Uint8Array.from(garbage) };
    }
    return { frames };
  }

  get #complete(): boolean {
    return this.#have >= headerBytes && this.#have === headerBytes + this.#body.length;
  }

  /** Whether what has arrived can be the beginning of a frame. */
  #begins(): boolean {
    return (this.#have < 4 || this.#words[0] === magic) && (this.#have < headerBytes || this.#words[3] <= this.limit);
  }

  #takeHeader(piece: Uint8Array, start: number): number {
    // Four bytes first: what prints a line instead of a frame is seen before it has printed sixteen.
    const part = piece.subarray(start, start + (this.#have < 4 ? 4 : headerBytes) - this.#have);
    this.#header.set(part, this.#have);
    this.#have += part.length;
    if (this.#have === headerBytes && this.#begins()) this.#body = this.#roomFor(this.#words[3]);
    return part.length;
  }

  /** Memory for a body, which many short ones share: an array of its own for each would cost as much as the rest of its frame. */
  #roomFor(length: number): Uint8Array<ArrayBuffer> {
    if (length > sharedBytes) return new Uint8Array(length);
    if (this.#taken + length > this.#shared.length) [this.#shared, this.#taken] = [new Uint8Array(roomBytes), 0];
    const start = this.#taken;
    this.#taken = aligned(start + length);
    return this.#shared.subarray(start, start + length);
  }

  #takeBody(piece: Uint8Array, start: number): number {
    const offset = this.#have - headerBytes;
    const part = piece.subarray(start, start + this.#body.length - offset);
    this.#body.set(part, offset);
    this.#have += part.length;
    return part.length;
  }
}
