import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function runs through between two looks at whether it is hot; four times what V8 takes. */
const budget = 4 * 66 * 2 ** 10;

/**
 * Has V8 wait four times as long until it compiles a function for speed, in all threads of this process.
 *
 * The exact laws of a subject run for a second or two, in which the threads that compile took 45 % of all processor time, mostly for
 * code that is hardly used any more. A run of minutes does not notice. Numbers are the same, whoever computes them; a V8 that does not
 * know the setting ignores it.
 */
export function compileLate(): void {
  setFlagsFromString(`--interrupt-budget=${budget}`);
}
