import { closeSync, fchmodSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { makeFolder } from './make-folder.ts';

let files = 0;

/**
 * Writes a file so that nobody ever finds half of it, however many write it at once and whatever ends this process: beside it, under a name
 * that did not exist, and then in its place.
 *
 * Folders that are missing are made. Links are not followed: what stands at `path` is replaced, be it a link to something else.
 *
 * @param path absolute path
 * @throws what the file system says, such as `ENOSPC`; nothing is left behind then, and what was at `path` is as it was
 */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path));
  const target = join(realpathSync(dirname(path)), basename(path));
  const { temporary, descriptor } = createBeside(target);
  try {
    try {
      const mode = modeOf(target);
      if (mode !== undefined) fchmodSync(descriptor, mode);
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** Its name does not contain that of the file, which may be as long as a name can be. */
function createBeside(target: string): { temporary: string; descriptor: number } {
  for (;;) {
    const temporary = join(dirname(target), `.intrinsic-lr-${process.pid}-${threadId}-${files++}.tmp`);
    try {
      return { temporary, descriptor: openSync(temporary, 'wx') };
    } catch (thrown) {
      // A name of this process may be that of another machine, or of somebody who guessed it: take the next.
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
  }
}

/** Permissions of an ordinary file that is replaced. */
function modeOf(path: string): number | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.mode & 0o777 : undefined;
}
