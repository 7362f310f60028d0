import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { fastestEngine } from '../../dynamics/fastest-engine.ts';
import type { Conjecture } from '../../falsification/conjectures/conjecture.ts';
import { conjectures } from '../../falsification/conjectures/index.ts';
import type { Laboratory } from '../../falsification/evaluate.ts';
import { completed } from '../../falsification/fixed-optimizer.ts';
import { loadObjective } from '../load-objective.ts';
import { loadSubject } from '../../subjects/load-subject.ts';
import { javascriptModule } from '../../subjects/kinds/javascript-module.ts';
import { typescriptModule } from '../../subjects/kinds/typescript-module.ts';
import { suggestName } from '../suggest-name.ts';
import { boundedConjecture, type Bounds } from './bounded-conjecture.ts';

/** What a campaign is about, by name: plain data that any worker can open. */
export interface LaboratoryReference {
  /** The id of a conjecture, or the path of a module. */
  readonly conjecture: string;
  readonly seed: number;
  readonly optimizer?: string;
  readonly objective?: string;
  /** Where relative paths start. */
  readonly directory: string;
}

/** How a conjecture of somebody's own is called: see `Bounds`. */
export type LaboratoryOptions = Partial<Pick<Bounds, 'timeLimit' | 'end'>>;

/** Seconds that one call may take. */
const TIME_LIMIT = 60;

/**
 * Opens what a campaign is about.
 *
 * @throws ConfigurationError `UNKNOWN_CONJECTURE`, `CONJECTURE_INVALID`, and what loading an optimizer or an objective throws
 */
export async function openLaboratory(
  { conjecture, seed, optimizer, objective, directory }: LaboratoryReference,
  options: LaboratoryOptions = {},
): Promise<Laboratory> {
  return {
    conjecture: await loadConjecture(conjecture, directory, options),
    engine: fastestEngine,
    seed,
    fixed: {
      ...(optimizer !== undefined && { optimizer: completed(await loadSubject(optimizer, directory)) }),
      ...(objective !== undefined && { objective: await loadObjective(objective, directory) }),
    },
  };
}

/** The conjecture that a reference names. */
export async function loadConjecture(reference: string, directory: string, options: LaboratoryOptions = {}): Promise<Conjecture> {
  const kind = [typescriptModule, javascriptModule].find((candidate) => candidate.recognises(reference));
  if (kind !== undefined) {
    const loaded = (await kind.load(reference, directory)) as { readonly default?: unknown };
    const bounds = { timeLimit: TIME_LIMIT, end: thrown, ...options, reference };
    return boundedConjecture(validated(loaded.default, reference), bounds);
  }
  const found = conjectures.find(({ id }) => id === reference);
  if (found !== undefined) return found;
  const names = conjectures.map(({ id }) => id);
  throw new ConfigurationError(
    'UNKNOWN_CONJECTURE',
    `there is no conjecture called "${reference}"`,
    suggestName(reference, names),
  );
}

function thrown(error: ConfigurationError): never {
  throw error;
}

function validated(value: unknown, reference: string): Conjecture {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Conjecture, unknown>>;
  const wrong = [
    ...(['id', 'claim', 'source'] as const).filter((key) => typeof given[key] !== 'string' || given[key] === ''),
    ...(['fields', 'hypotheses'] as const).filter((key) => !Array.isArray(given[key])),
    ...(typeof given.lasting === 'boolean' ? [] : ['lasting']),
    ...(typeof given.stateOf === 'function' ? [] : ['stateOf']),
  ];
  if (wrong.length === 0) return value as Conjecture;
  throw new ConfigurationError(
    'CONJECTURE_INVALID',
    `${reference} does not export a conjecture: ${wrong.join(', ')} ${wrong.length === 1 ? 'is' : 'are'} missing or of another type`,
    'its default export is: defineConjecture({ id, claim, source, lasting, fields, hypotheses, stateOf })',
  );
}
