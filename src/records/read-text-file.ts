import { open } from 'node:fs/promises';

const pieceSize = 2 ** 16;

/**
 * A file as text, as far as it is of a size that can be meant: a device or a pipe may never end.
 *
 * @param path absolute path
 * @param limit most bytes that are read
 * @throws what the file system says (`ENOENT`, `EISDIR`), and an `Error` when there is more
 */
export async function readTextFile(path: string, limit: number): Promise<string> {
  const file = await open(path);
  try {
    const pieces: Buffer[] = [];
    for (let read = 0; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceSize), 0, pieceSize, null);
      if (bytesRead === 0) return Buffer.concat(pieces).toString('utf8');
      pieces.push(buffer.subarray(0, bytesRead));
      read += bytesRead;
      if (read > limit) throw new Error(`it is longer than ${limit} bytes`);
    }
  } finally {
    await file.close();
  }
}
