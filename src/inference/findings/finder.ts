import type { Diagnosis } from '../cause.ts';
import type { Measurements } from '../measurements.ts';

/** What measurements say is wrong, by the names under which laws look for it; `undefined` where nothing is. */
export type Finder = (measurements: Measurements) => Readonly<Partial<Record<string, Diagnosis>>>;
