import { comparePrecisions } from '../precision-reading.ts';
import type { Finder } from './finder.ts';

/** Arithmetic that is not that of the precision asked for. */
export const precision: Finder = ({ optimizer, contract }) => ({
  precision: contract.random === true ? undefined : comparePrecisions(optimizer),
});
