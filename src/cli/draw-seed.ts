import { randomInt } from 'node:crypto';

/** A seed that nobody chose; whoever draws one prints it. */
export function drawSeed(): number {
  return randomInt(2 ** 32);
}
