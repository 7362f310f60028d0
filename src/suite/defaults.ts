import type { Configuration } from './configuration.ts';

/** Every default of a run, in one place: the command line, the configuration file and the functions all read it. */

/** What exact laws train on: small, so that they cost milliseconds, and with every structure that matters. */
export const exactObjectives: readonly string[] = ['digits-mlp?widths=8,8&batch=8'];

/** What statistical laws train on. */
export const statisticalObjectives: readonly string[] = ['digits-mlp?widths=16&batch=16', 'isotropic-noise'];

/** Family-wise rate of false alarms of a whole run. */
export const defaultAlpha = 1e-6;

/** Configurations that an exact law draws. */
export const defaultConfigurations = 200;

/** Replicas of each arm that a statistical law may use for one test. */
export const defaultReplicaLimit = 128;

/** Bytes of records that are kept in memory of an optimizer that was handed over as an object. */
export const storeBytes: number = 2 ** 26;

/** What `gate` runs where there is no configuration file. */
export const defaultConfiguration: Configuration = {
  subjects: [
    { optimizer: 'builtin:sgd', laws: ['exact', 'statistical'] },
    { optimizer: 'builtin:heavy-ball', laws: ['exact', 'statistical'] },
    // What is left out takes AdamW a million steps each: scaling is claimed far below 1 − β of its moments, where all is slow.
    {
      optimizer: 'builtin:adamw',
      laws: ['exact', 'equilibrium', 'discrimination', 'norm-balance', 'fast-equilibrium'],
    },
    'builtin:nesterov',
    'builtin:adam',
    'builtin:sgdw-independent',
  ],
  laws: ['exact'],
};
