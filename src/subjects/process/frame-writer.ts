import { headerBytes, magic } from './frame.ts';

/** Bytes that wait together at most: a call of the system costs as much as ten small frames, and the other side begins with what it has. */
const roomBytes = 2 ** 11;

/** Writes the body of a request; what it leaves out is zero. */
export type Fill = (body: DataView, bytes: Uint8Array<ArrayBuffer>) => void;

/** Gathers frames that are sent together: a system call costs as much as a small frame. */
export class FrameWriter {
  #room = new Uint8Array(roomBytes);
  #filled = 0;

  /** Whether a frame with a body of this length has room beside those that wait. */
  fits(length: number): boolean {
    return this.#filled === 0 || this.#filled + headerBytes + length <= this.#room.length;
  }

  /** Adds a frame; one that is longer than the room has it for itself. */
  write(kind: number, sequence: number, length: number, fill: Fill): void {
    const start = this.#filled;
    const end = start + headerBytes + length;
    if (end > this.#room.length) this.#room = new Uint8Array(end);
    const view = new DataView(this.#room.buffer, start, end - start);
    [magic, kind, sequence, length].forEach((word, i) => view.setUint32(4 * i, word, true));
    const bytes = this.#room.subarray(start + headerBytes, end);
    bytes.fill(0);
    fill(new DataView(this.#room.buffer, start + headerBytes, length), bytes);
    this.#filled = end;
  }

  /** Everything that waits, which waits no longer. */
  take(): Uint8Array {
    const bytes = this.#room.subarray(0, this.#filled);
    this.#filled = 0;
    if (this.#room.length > roomBytes) this.#room = new Uint8Array(roomBytes);
    return bytes;
  }
}
