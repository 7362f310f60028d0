import type { Optimizer, Way } from '../optimizers/optimizer.ts';

/** A switch of a constructor that can be turned, and whether groups have it as well. */
export interface Switch extends Way {
  readonly options: Readonly<Record<string, boolean>>;
  readonly grouped?: boolean;
}

/** The switches that an adapter has found to work, each turned from its default; none where it does not say. */
export function switchesOf({ drives }: Optimizer): readonly Switch[] {
  const ways = drives?.switches;
  return ways === undefined || typeof ways === 'string' ? [] : (ways as readonly Switch[]);
}

/** Options of a way in words. */
export function sayOptions(options: unknown): string {
  return Object.entries(options as Record<string, unknown>)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}
