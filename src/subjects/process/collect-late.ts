import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 look for garbage among new objects when there are 16 MB of them, in each thread that is started from now on.
 *
 * It begins with 1 MB, which laws fill sixty times in a check, and each look copies what is under way. Numbers are the same.
 */
export function collectLate(): void {
  setFlagsFromString('--min-semi-space-size=16');
}
