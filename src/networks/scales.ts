import type { Scale } from './layers/layer.ts';

/** Of a map that is homogeneous in all of its inputs and arrays together: f(c·x, c·b) = c·f(x, b), channel by channel too. */
export function together(inputs: readonly Scale[], arrays: readonly Scale[] = []): Scale | undefined {
  const [first, ...others] = [...inputs, ...arrays];
  return others.every((scale) => scale === first) ? first : undefined;
}

/** Of a product x W that mixes the channels of x, and makes each of its own from one column of W. */
export function product([input]: readonly Scale[], [weights]: readonly Scale[]): Scale | undefined {
  if (input === 'none') return weights;
  return input === 'whole' && weights === 'none' ? 'whole' : undefined;
}

/** Of a normaliser that takes the scale of the whole away; what it makes of scales of single channels is another thing. */
export function normalised([input]: readonly Scale[]): Scale | undefined {
  return input === 'channels' ? undefined : 'none';
}

/** Of a map that takes no scale: only what is not scaled is as it was. */
export function unscaled([input]: readonly Scale[]): Scale | undefined {
  return input === 'none' ? 'none' : undefined;
}
