import type { Configuration } from '../suite/configuration.ts';
import { defaultAlpha, defaultConfigurations, defaultReplicaLimit } from '../suite/defaults.ts';
import type { SuitePlan } from '../suite/run-suite.ts';
import { drawSeed } from './draw-seed.ts';
import type { RunOptions } from './options.ts';

/** Settings of a run: the command line's, else the configuration's, else the defaults. */
export function settingsOf(
  options: RunOptions,
  configuration: Partial<Configuration> = {},
): Pick<SuitePlan, 'seed' | 'alpha' | 'configurations' | 'replicaLimit'> {
  return {
    seed: options.seed ?? configuration.seed ?? drawSeed(),
    alpha: options.alpha ?? configuration.alpha ?? defaultAlpha,
    configurations: options.configurations ?? configuration.configurations ?? defaultConfigurations,
    replicaLimit: options.replicas ?? configuration.replicaLimit ?? defaultReplicaLimit,
  };
}
