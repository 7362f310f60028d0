import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those that it lies in, where they are missing.
 *
 * `mkdirSync(path, { recursive: true })` never returns where the file system answers `ENOENT` for a parent that is there, as below `/proc`
 * (Node 20).
 *
 * @param path absolute path
 * @throws what the file system says, such as `ENOTDIR`, `EACCES`, `EEXIST`
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (thrown) {
    // Another process may have made it meanwhile.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw thrown;
  }
}
