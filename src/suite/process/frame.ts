/** The version of the protocol that this package speaks (docs/protocol.md). */
export const protocolVersion = 1;

/** `ILR1`, little endian: what every frame begins with. */
export const magic: number = 0x31524c49;

/** Bytes of a header: magic, kind, sequence number and length of the body, each an unsigned 32-bit number, little endian. */
export const headerBytes = 16;

/** Longest body that is believed; a longer one is garbage. */
export const longestBody: number = 2 ** 30;

/** Kinds of messages: requests to the child, then its answers. */
export const kinds: {
  readonly hello: 1;
  readonly init: 2;
  readonly update: 3;
  readonly copy: 4;
  readonly release: 5;
  readonly reset: 6;
  readonly done: 0x80;
  readonly error: 0x81;
} = { hello: 1, init: 2, update: 3, copy: 4, release: 5, reset: 6, done: 0x80, error: 0x81 };

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

/** Reassembles frames from the pieces in which a pipe delivers them. */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);

  /**
   * @returns the frames that this piece completes, and the first bytes that begin no frame, if there are any
   */
  push(piece: Uint8Array): { readonly frames: readonly Frame[]; readonly garbage?: Uint8Array } {
    let bytes = piece;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + piece.length);
      bytes.set(this.#rest);
      bytes.set(piece, this.#rest.length);
    }
    const frames: Frame[] = [];
    let start = 0;
    while (bytes.length - start >= 4) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
      if (view.getUint32(0, true) !== magic) return { frames, garbage: bytes.slice(start) };
      if (view.byteLength < headerBytes) break;
      const length = view.getUint32(12, true);
      if (length > longestBody) return { frames, garbage: bytes.slice(start) };
      if (view.byteLength < headerBytes + length) break;
      const body = bytes.slice(start + headerBytes, start + headerBytes + length);
      frames.push({ kind: view.getUint32(4, true), sequence: view.getUint32(8, true), body });
      start += headerBytes + length;
    }
    this.#rest = bytes.slice(start);
    return { frames };
  }
}
