/** What a matcher of `expect.extend` returns, in vitest and in Jest. */
export interface MatcherResult {
  readonly pass: boolean;
  /** Shown when an expectation fails: `expect(…)` where it did not pass, `expect(…).not` where it did. */
  readonly message: () => string;
}

/** The part of a matcher's `this` that is used here. */
export interface MatcherContext {
  readonly isNot?: boolean;
  readonly snapshotState?: unknown;
}

/** Whether snapshots are written (`new`, on one's own machine), written anew (`all`, under `vitest -u`), or neither (`none`, on CI). */
export function snapshotMode(context: MatcherContext | void): 'none' | 'new' | 'all' {
  // Private in vitest's types, and the only place that knows of -u; elsewhere the environment decides.
  const { _updateSnapshot: mode } = ((context as MatcherContext | undefined)?.snapshotState ?? {}) as {
    _updateSnapshot?: unknown;
  };
  return mode === 'none' || mode === 'new' || mode === 'all' ? mode : process.env.CI ? 'none' : 'new';
}
