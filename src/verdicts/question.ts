import type { Claim } from './claim.ts';

/** A configuration, with what its arbitrary needs to make it simpler. */
export interface Drawn<Configuration> {
  readonly value: Configuration;
  readonly context: unknown;
}

/** What a verdict is asked of: a claim about each of many configurations. */
export interface Question<Configuration> {
  /** Who asks, for messages. */
  readonly title: string;
  /** Names the streams: questions of the same name see the same numbers. */
  readonly ensembles: string;
  readonly claims: Claim['claims'];
  /** Configurations among which the most suspicious one is searched. */
  readonly drawn: readonly Drawn<Configuration>[];
  claimOf(configuration: Configuration): Claim;
  /** The part of a configuration that many replicas are run of; default: all of it. */
  inBreadth?(configuration: Configuration): Configuration;
  /** Simpler configurations, simplest first. */
  simpler(drawn: Drawn<Configuration>): Iterable<Drawn<Configuration>>;
}
