import type { Finder } from './finder.ts';

/** A linear rule whose kernel is that of a mistake, and a gradient that acts too late. */
export const response: Finder = ({ start, response: { finding } }) => {
  if (finding !== undefined) return { response: finding };
  if (start.immediate) return {};
  const sentence = 'a gradient does not act on its own step: the step uses the gradient, or the buffer, of an earlier one';
  return { response: { cause: 'gradient-late', sentence } };
};
