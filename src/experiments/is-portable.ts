import type { ExperimentDescription } from './describe-experiment.ts';

/** Whether a description means the same in every process: all that is named in it is built in, or has a version. */
export function isPortable({ objective, optimizer }: ExperimentDescription): boolean {
  return [objective, optimizer].every((part) => !('reference' in part) || part.version !== undefined);
}
