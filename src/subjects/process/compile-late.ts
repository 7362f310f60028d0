import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function runs through between two looks at whether it is hot; four times what V8 11 takes. */
const budget = 4 * 66 * 2 ** 10;

/**
 * The setting by which V8 waits four times as long until it compiles a function for speed; none for another than 11, that of Node 20,
 * which counts otherwise, gains nothing, and writes an error about what it does not know.
 *
 * @param version of V8, as `process.versions.v8` says it
 */
export function lateFlag(version: string): string | undefined {
  return version.startsWith('11.') ? `--interrupt-budget=${budget}` : undefined;
}

/**
 * Has the V8 of Node 20 wait four times as long until it compiles a function for speed, in all threads of this process.
 *
 * The exact laws of a subject run for a second or two, in which the threads that compile took 45 % of all processor time, mostly for
 * code that is hardly used any more. A run of minutes does not notice. Numbers are the same, whoever computes them.
 */
export function compileLate(): void {
  const flag = lateFlag(process.versions.v8);
  if (flag !== undefined) setFlagsFromString(flag);
}
