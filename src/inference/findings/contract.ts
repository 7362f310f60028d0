import { falseClaims } from '../claims.ts';
import type { Finder } from './finder.ts';

/** Claims that measurement contradicts. */
export const contract: Finder = ({ optimizer, ...measured }) => falseClaims(optimizer, measured);
