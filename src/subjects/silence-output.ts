import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const standardOutput = 1;

/**
 * Keeps what runs in this thread from writing to standard output, which belongs to the results.
 *
 * @param onWrite called instead of every write, by stream or by file descriptor
 */
export function silenceOutput(onWrite: () => void): void {
  process.stdout.write = ((_chunk: unknown, ...rest: unknown[]) => {
    onWrite();
    const callback = rest.at(-1);
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  }) as typeof process.stdout.write;

  const { writeSync } = fs;
  fs.writeSync = ((descriptor: number, data: string | NodeJS.ArrayBufferView, ...rest: never[]) => {
    if (descriptor !== standardOutput) return writeSync(descriptor, data as string, ...rest);
    onWrite();
    return typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
}
