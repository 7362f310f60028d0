import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes that are kept of what was written, from its end. */
const keptBytes = 4000;

/**
 * A file without a name that takes what a child writes, so that it need not wait for anybody to read.
 *
 * What was written is told after it is closed as well. Where no file can be made, what is written is lost.
 */
export class OutputFile {
  /** For the child's list of descriptors. */
  readonly descriptor: number | 'ignore';
  readonly #isOwn: boolean;
  #open: boolean;
  #end = '';
  #length = 0;

  /** @param known the descriptor of such a file that somebody else has made and closes; default: a new file */
  constructor(known?: number | 'ignore') {
    this.#isOwn = known === undefined;
    this.descriptor = known ?? openNameless();
    this.#open = this.descriptor !== 'ignore';
  }

  /** The last of what was written. */
  get end(): string {
    this.#look();
    return this.#end;
  }

  /** Bytes that were written. */
  get length(): number {
    this.#look();
    return this.#length;
  }

  close(): void {
    if (!this.#open) return;
    this.#look();
    this.#open = false;
    if (this.#isOwn) closeSync(this.descriptor as number);
  }

  #look(): void {
    if (!this.#open) return;
    const descriptor = this.descriptor as number;
    this.#length = fstatSync(descriptor).size;
    const bytes = new Uint8Array(Math.min(keptBytes, this.#length));
    const read = readSync(descriptor, bytes, 0, bytes.length, this.#length - bytes.length);
    this.#end = new TextDecoder().decode(bytes.subarray(0, read));
  }
}

function openNameless(): number | 'ignore' {
  const path = join(tmpdir(), `intrinsic-lr-${randomUUID()}`);
  try {
    const descriptor = openSync(path, 'ax+', 0o600);
    unlinkSync(path);
    return descriptor;
  } catch {
    return 'ignore';
  }
}
