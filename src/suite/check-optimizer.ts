import { availableParallelism } from 'node:os';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { validateExplanations, type Explanations } from '../inference/explanations.ts';
import { laws as allLaws } from '../laws/index.ts';
import type { Law } from '../laws/law.ts';
import type { LawId } from '../laws/law-id.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { plainOptimizer } from '../optimizers/plain-optimizer.ts';
import { validateOptimizer } from '../optimizers/validate-optimizer.ts';
import { defaultAlpha, defaultConfigurations, defaultReplicaLimit } from './defaults.ts';
import { defaultTimeLimit } from '../subjects/limits.ts';
import type { Document } from './document.ts';
import { createInProcessHost } from './in-process-host.ts';
import { loadExplanations } from './load-explanations.ts';
import { planPairs } from './plan.ts';
import { runSuite, type SuiteObserver, type SuitePlan } from './run-suite.ts';
import { createSubjectPool } from './subject-pool.ts';

/** What `checkOptimizer` does beyond its defaults. */
export interface CheckOptions extends SuiteObserver {
  /** Ids, or laws of your own (for optimizers in memory only); default: every law of the tier. */
  readonly laws?: readonly (LawId | Law)[];
  /** `exact`: no statistics, a second or two; default `all`. */
  readonly tier?: 'exact' | 'all';
  /** References of objectives; default: what suits the tier of each law. */
  readonly objectives?: readonly string[];
  /** Selects every random number; default 0. */
  readonly seed?: number;
  /** Family-wise rate of false alarms of the whole run; default 1e-6. */
  readonly alpha?: number;
  /** Configurations that each exact law draws; default 200. */
  readonly configurations?: number;
  /** Replicas of each arm that a statistical law may use for one test, or up to eight times as many where steps are cheap; default 128. */
  readonly replicaLimit?: number;
  /** Worker threads, for a reference; default: as many as the machine runs at once. */
  readonly workers?: number;
  /** Seconds that one call of the subject may last, for a reference; default 5. */
  readonly timeLimit?: number;
  /** Rules of your own that explain what an optimizer does: modules, or for optimizers in memory objects. */
  readonly explanations?: readonly string[] | Explanations;
  /** Where relative paths start; default: the working directory. */
  readonly directory?: string;
}

/**
 * Asks every law about one optimizer.
 *
 * An optimizer that is named by reference runs in worker threads, where it can neither hang nor end this process. An object in
 * memory runs in this thread, one law after the other.
 *
 * @param optimizer an object, or a reference such as `builtin:adamw` or the path of a module
 * @returns what `intrinsic-lr check --json` prints; an optimizer that cannot be loaded or crashes is reported under `errors`
 * @throws `ConfigurationError` for an object that is no optimizer and for unknown laws and objectives
 * @example
 * ```ts
 * const document = await checkOptimizer(sgd, { laws: ['zero-gradient-decay', 'determinism'], configurations: 20 });
 * expect(document.verdict).toBe('holds');
 * ```
 */
export async function checkOptimizer(optimizer: Optimizer | string, options: CheckOptions = {}): Promise<Document> {
  const own = (options.laws ?? []).filter((law): law is Law => typeof law !== 'string');
  if (own.length > 0 && typeof optimizer === 'string') {
    throw new ConfigurationError(
      'LAW_IN_MEMORY',
      `the law "${own[0].id}" is an object, and the optimizer "${optimizer}" is named by reference, so it runs in another thread`,
      'load the optimizer first: await loadSubject(reference)',
    );
  }
  const laws = [...allLaws.filter(({ id }) => own.every((law) => law.id !== id)), ...own];
  const { tier, objectives } = options;
  const named = options.laws?.map((law) => (typeof law === 'string' ? law : law.id));
  const pairs = planPairs({ laws: named, tier, objectives }, laws);
  const reference = typeof optimizer === 'string' ? optimizer : undefined;
  const subject = typeof optimizer === 'string' ? optimizer : plainOptimizer(validateOptimizer(optimizer, 'the optimizer'));
  const label = typeof subject === 'string' ? subject : subject.name;
  const plan: SuitePlan = {
    kind: 'check',
    subjects: [{ label, pairs, ...(reference !== undefined && { reference }) }],
    laws,
    seed: options.seed ?? 0,
    alpha: options.alpha ?? defaultAlpha,
    configurations: options.configurations ?? defaultConfigurations,
    replicaLimit: options.replicaLimit ?? defaultReplicaLimit,
    // Laws that were named are wanted whatever the others say.
    afterRefutation: named !== undefined,
  };
  const { directory = process.cwd() } = options;
  const host =
    typeof subject === 'string'
      ? createSubjectPool([subject], {
          workers: options.workers ?? availableParallelism(),
          timeLimit: options.timeLimit ?? defaultTimeLimit,
          directory,
          explanations: namedExplanations(options.explanations, subject),
        })
      : createInProcessHost([subject], laws, directory, await loadedExplanations(options.explanations, directory));
  try {
    return await runSuite(plan, host, options);
  } finally {
    await host.close();
  }
}

/** Paths of modules: objects cannot be sent to where a subject by reference is measured. */
function namedExplanations(given: CheckOptions['explanations'], optimizer: string): readonly string[] {
  if (given === undefined) return [];
  if (Array.isArray(given)) return given as readonly string[];
  throw new ConfigurationError(
    'EXPLANATIONS_IN_MEMORY',
    `the explanations are an object, and the optimizer "${optimizer}" is named by reference, so it runs in another thread`,
    'give paths of modules, or load the optimizer first: await loadSubject(reference)',
  );
}

async function loadedExplanations(given: CheckOptions['explanations'], directory: string): Promise<Explanations> {
  if (given === undefined) return {};
  return Array.isArray(given) ? loadExplanations(given as readonly string[], directory) : validateExplanations(given);
}
