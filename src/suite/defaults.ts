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

/** Replica pairs that a statistical law may use for one test. */
export const defaultReplicaLimit = 64;

/** Seconds that one call of the subject may last. */
export const defaultTimeLimit = 5;

/** Megabytes of JavaScript heap that a subject may use, in each worker. */
export const defaultHeapLimit = 256;

/** Megabytes of typed arrays that a subject may keep. */
export const defaultArrayLimit = 1024;

/** What `gate` runs where there is no configuration file. */
export const defaultConfiguration: Configuration = {
  subjects: [
    { optimizer: 'builtin:sgd', laws: ['exact', 'equilibrium', 'discrimination'] },
    { optimizer: 'builtin:heavy-ball', laws: ['exact', 'equilibrium', 'discrimination'] },
    { optimizer: 'builtin:adamw', laws: ['exact', 'equilibrium', 'discrimination'] },
    'builtin:nesterov',
    'builtin:adam',
    'builtin:sgdw-independent',
  ],
  laws: ['exact'],
};
