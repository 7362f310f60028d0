import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { ExperimentDescription, ModuleExport } from '../../dynamics/workers/experiment-description.ts';
import { conjectures } from '../../falsification/conjectures/index.ts';
import { isTrusted } from '../../subjects/load-subject.ts';
import { isModelReference } from '../../subjects/model-reference.ts';

/** What a file or a message names. */
export interface NamedCode {
  readonly conjecture: string;
  readonly optimizer?: string;
  readonly objective?: string;
}

/** What whoever runs it says may run of what is named. */
export interface AllowedCode {
  readonly optimizer?: string;
  readonly objective?: string;
  readonly trust?: boolean;
}

/** Whether a conjecture is none of this package's. */
export function isForeign(conjecture: string): boolean {
  return !conjectures.some(({ id }) => id === conjecture);
}

/**
 * Refuses code that does not belong to this package and was not named again: a file or a message can come from anybody.
 *
 * @throws ConfigurationError `REPLAY_UNTRUSTED`
 */
export function refuseForeign({ optimizer, objective, conjecture }: NamedCode, given: AllowedCode): void {
  if (given.trust === true) return;
  const foreign = [
    ...(optimizer !== undefined && !isTrusted(optimizer) && given.optimizer === undefined ? [`--optimizer ${optimizer}`] : []),
    ...(objective !== undefined && isModelReference(objective) && given.objective === undefined
      ? [`--objective ${objective}`]
      : []),
    ...(isForeign(conjecture) ? ['--trust'] : []),
  ];
  if (foreign.length === 0) return;
  throw new ConfigurationError(
    'REPLAY_UNTRUSTED',
    'the counterexample names code that does not belong to intrinsic-lr, and a file can come from anybody',
    `if you know that code, say so: ${foreign.join(' ')}`,
  );
}

/**
 * Refuses an experiment that names modules: what belongs to this package is named by itself.
 *
 * @throws ConfigurationError `REPLAY_UNTRUSTED`
 */
export function refuseModules({ objective, optimizer, metrics }: ExperimentDescription): void {
  const named = [objective, optimizer, ...metrics].find((each): each is ModuleExport => 'module' in each);
  if (named === undefined) return;
  throw new ConfigurationError(
    'REPLAY_UNTRUSTED',
    `a piece of a run names code that does not belong to intrinsic-lr, and a message can come from anybody: ${named.module}`,
    'if you know who writes to this queue, say so: --trust',
  );
}
