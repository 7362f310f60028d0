import { findUnkept } from '../unkept-state.ts';
import type { Finder } from './finder.ts';

/** What is not kept in the state although later steps depend on it. */
export const state: Finder = ({ optimizer }) => ({ state: findUnkept(optimizer) });
