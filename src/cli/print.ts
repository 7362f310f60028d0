import fs from 'node:fs';

// Taken before anything else is imported: what is imported later may be kept from writing (`silenceOutput`).
const { fstatSync, writeSync } = fs;
const write = process.stdout.write.bind(process.stdout);
const descriptor = 1;

/**
 * Writes to standard output, which belongs to results.
 *
 * A text that does not arrive is an error event of `process.stdout`, and `guardProcess` turns that into an exit code.
 */
export function print(text: string): void {
  if (!isFile()) return void write(text);
  try {
    // Node's own stream takes the part that fitted on a full disk for the whole.
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
  } catch (thrown) {
    process.stdout.emit('error', thrown);
  }
}

function isFile(): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
