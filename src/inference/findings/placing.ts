import type { Finder } from './finder.ts';

/** What a list does to its tensors by mistake, or for no reason that is known. */
export const placing: Finder = ({ placing: { finding } }) => ({ placing: finding });
