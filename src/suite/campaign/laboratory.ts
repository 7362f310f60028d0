import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { describeThrown } from '../../arithmetic/describe-thrown.ts';
import { fastestEngine } from '../../dynamics/fastest-engine.ts';
import { WorkerError } from '../../dynamics/workers/worker-error.ts';
import type { Conjecture } from '../../falsification/conjectures/conjecture.ts';
import { conjectures } from '../../falsification/conjectures/index.ts';
import type { Laboratory } from '../../falsification/evaluate.ts';
import { completed } from '../../falsification/fixed-optimizer.ts';
import { OutsideDomain } from '../../laws/law.ts';
import { loadObjective } from '../load-objective.ts';
import { loadSubject } from '../../subjects/load-subject.ts';
import { SubjectError } from '../../subjects/subject-error.ts';
import { javascriptModule } from '../../subjects/kinds/javascript-module.ts';
import { typescriptModule } from '../../subjects/kinds/typescript-module.ts';
import { suggestName } from '../suggest-name.ts';

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

/**
 * Opens what a campaign is about.
 *
 * @throws ConfigurationError `UNKNOWN_CONJECTURE`, `CONJECTURE_INVALID`, and what loading an optimizer or an objective throws
 */
export async function openLaboratory({
  conjecture,
  seed,
  optimizer,
  objective,
  directory,
}: LaboratoryReference): Promise<Laboratory> {
  return {
    conjecture: await loadConjecture(conjecture, directory),
    engine: fastestEngine,
    seed,
    fixed: {
      ...(optimizer !== undefined && { optimizer: completed(await loadSubject(optimizer, directory)) }),
      ...(objective !== undefined && { objective: await loadObjective(objective, directory) }),
    },
  };
}

/** The conjecture that a reference names. */
export async function loadConjecture(reference: string, directory: string): Promise<Conjecture> {
  const kind = [typescriptModule, javascriptModule].find((candidate) => candidate.recognises(reference));
  if (kind !== undefined) {
    const loaded = (await kind.load(reference, directory)) as { readonly default?: unknown };
    return validated(loaded.default, reference);
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

function validated(value: unknown, reference: string): Conjecture {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Conjecture, unknown>>;
  const wrong = [
    ...(['id', 'claim', 'source'] as const).filter((key) => typeof given[key] !== 'string' || given[key] === ''),
    ...(['fields', 'hypotheses'] as const).filter((key) => !Array.isArray(given[key])),
    ...(typeof given.lasting === 'boolean' ? [] : ['lasting']),
    ...(typeof given.stateOf === 'function' ? [] : ['stateOf']),
  ];
  if (wrong.length === 0) return blamed(value as Conjecture, reference);
  throw new ConfigurationError(
    'CONJECTURE_INVALID',
    `${reference} does not export a conjecture: ${wrong.join(', ')} ${wrong.length === 1 ? 'is' : 'are'} missing or of another type`,
    'its default export is: defineConjecture({ id, claim, source, lasting, fields, hypotheses, stateOf })',
  );
}

/** A conjecture of somebody's own, whose errors say that they are its own. */
function blamed(conjecture: Conjecture, reference: string): Conjecture {
  return {
    ...conjecture,
    async stateOf(...given) {
      try {
        return await conjecture.stateOf(...given);
      } catch (thrown) {
        if ([OutsideDomain, ConfigurationError, SubjectError, WorkerError].some((known) => thrown instanceof known)) throw thrown;
        throw new ConfigurationError(
          'CONJECTURE_THROWS',
          `${reference} throws in stateOf: ${describeThrown(thrown)}`,
          'stateOf returns { claim, steps }; for a setting that it says nothing of it throws OutsideDomain',
        );
      }
    },
  };
}
