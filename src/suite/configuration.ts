import type { LawId } from '../laws/law-id.ts';

/** The words that stand for every law of a tier. */
export type LawGroup = 'exact' | 'statistical';

/** A subject of `intrinsic-lr gate`; what it leaves out is taken from the whole configuration. */
export interface ConfiguredSubject {
  /** Reference: `builtin:adamw`, or the path of a module. */
  readonly optimizer: string;
  readonly laws?: readonly (LawId | LawGroup)[];
  readonly objectives?: readonly string[];
  /**
   * File of its fingerprint, as of `check --baseline`: a change of behaviour is refuted, `gate --update-baseline` accepts it, and a file
   * that does not exist is written, except on CI.
   */
  readonly baseline?: string;
}

/** What `intrinsic-lr gate` runs. Options of the command line replace what is written here. */
export interface Configuration {
  readonly subjects: readonly (string | ConfiguredSubject)[];
  /** Ids, or `exact` and `statistical` for all of a tier; default: both. */
  readonly laws?: readonly (LawId | LawGroup)[];
  /** References; default: what suits the tier of each law. */
  readonly objectives?: readonly string[];
  /** Selects every random number; default: another at every run. */
  readonly seed?: number;
  /** Family-wise rate of false alarms of the whole run, in (0, 0.5]; default 1e-6. */
  readonly alpha?: number;
  /** Configurations that each exact law draws; default 200. */
  readonly configurations?: number;
  /** Replicas of each arm that a statistical law may use for one test, or up to eight times as many where steps are cheap; default 128. */
  readonly replicaLimit?: number;
  /** Worker threads; default: as many as the machine runs at once. */
  readonly workers?: number;
  /** Seconds that one call of a subject may last; default 5. */
  readonly timeLimit?: number;
  /** Time for the whole run: `60s`, `10m`. */
  readonly budget?: string;
  /** Names of variables of the environment that subjects see beside PATH and HOME; default: none. */
  readonly env?: readonly string[];
  /** Modules with rules of your own that explain what optimizers do. */
  readonly explanations?: readonly string[];
}

/**
 * Types a configuration and returns it unchanged: the default export of `intrinsic-lr.config.ts`.
 *
 * @example
 * ```ts
 * const configuration = defineConfig({
 *   subjects: ['builtin:adamw', { optimizer: './my-optimizer.ts', laws: ['exact', 'equilibrium'] }],
 *   alpha: 1e-6,
 * });
 * expect(configuration.subjects).toHaveLength(2);
 * ```
 */
export function defineConfig(configuration: Configuration): Configuration {
  return configuration;
}
