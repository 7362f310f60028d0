import { alphaStable } from '../../random/alpha-stable.ts';
import type { Stream } from '../../random/stream.ts';

/** A stream of the numbers that a kernel has drawn. */
const drawn: Stream & { numbers: readonly number[]; next: number } = {
  replica: 0,
  step: 0,
  numbers: [],
  next: 0,
  seek: () => drawn,
  uint32: () => NaN,
  uniform: () => drawn.numbers[drawn.next++],
};

/** What kernels import: see `assembly/host.ts`. */
export const host: Readonly<Record<string, unknown>> = {
  positiveStable(first: number, second: number, index: number): number {
    drawn.numbers = [first, second];
    drawn.next = 0;
    return alphaStable(drawn, index, 1);
  },
};
