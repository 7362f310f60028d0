import { selectsBySize } from '../size-selection.ts';
import type { Finder } from './finder.ts';

/** Weights that are trained because of their size: what is asked of the others tells nothing. */
export const selection: Finder = ({ optimizer, start: { fill }, contract }) => ({
  selection:
    contract.random !== true && selectsBySize(optimizer, fill)
      ? {
          cause: 'unexplained',
          sentence: 'weights are trained only where they are small when a run starts: of usual ones some never move',
        }
      : undefined,
});
