import { statOf } from './system.ts';

/** Whether a process would go on if it were given a processor, and the ticks of the clock that it has been given so far. */
export interface Running {
  readonly ready: boolean;
  readonly ticks: number;
}

/** How a process runs, of all its threads the first; `undefined` where the system does not say. */
export function runningOf(identity: number): Running | undefined {
  const fields = statOf(identity);
  // Fields 3, 14 and 15 of proc(5): the state, and ticks as a user and in the system.
  return fields && { ready: fields[0] === 'R', ticks: Number(fields[11]) + Number(fields[12]) };
}

/** Whether a machine that is busy with others has kept a process from going on, between two looks. */
export function isStarved(last: Running | undefined, now: Running | undefined): boolean {
  return last !== undefined && now !== undefined && last.ready && now.ready && last.ticks === now.ticks;
}
