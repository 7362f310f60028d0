import { availableParallelism } from 'node:os';
import { formatCount } from '../report/format-number.ts';
import { defaultTimeLimit } from '../subjects/limits.ts';
import { isRefuted, type Document } from '../suite/document.ts';
import { runSuite, type SuitePlan } from '../suite/run-suite.ts';
import { createSubjectPool } from '../suite/subject-pool.ts';
import { compareBaselines, openBaselines } from './compare-baselines.ts';
import { deliverDocument, planDelivery } from './deliver-document.ts';
import { documentExitCode, exitCode } from './exit-code.ts';
import type { RunOptions } from './options.ts';
import { showProgress } from './progress.ts';
import { watchForEnd } from './watch-for-end.ts';
import { workingDirectory } from './working-directory.ts';
import { requireOwnFile, writeRegressionTest } from './write-regression-test.ts';

/** Where a run finds what its plan names. */
export interface ExecutionPlace {
  /** Where relative references and files of fingerprints start; default: the working directory. */
  readonly directory?: string;
  /** A file for each subject that has a stored fingerprint. */
  readonly baselines?: readonly (string | undefined)[];
}

/**
 * Runs a plan whose subjects are all named by reference, isolated, and delivers its document.
 *
 * Ctrl-C and the end of the time budget end the run early; what is known by then is reported.
 *
 * @returns the exit code
 */
export async function executePlan(plan: SuitePlan, options: RunOptions, place: ExecutionPlace = {}): Promise<number> {
  const { directory = workingDirectory(), baselines = [] } = place;
  const deliveries = planDelivery(options, process.env);
  const opened = await openBaselines(baselines, options.updateBaseline ?? false, directory);
  if (options.regressionTest !== undefined) requireOwnFile(options.regressionTest);
  const { quiet = false, workers = availableParallelism(), timeLimit = defaultTimeLimit, env = [], explanations = [] } = options;
  const references = plan.subjects.map(({ reference, label }) => reference ?? label);
  const pool = createSubjectPool(references, { workers, timeLimit, directory, env, explanations });
  const end = watchForEnd(options.budget, (reason) => pool.cancel(reason));
  const progress = showProgress(process.stderr, quiet);
  try {
    const measuring = opened.map((baseline, subject) => (baseline === undefined ? undefined : pool.fingerprint(subject)));
    const ran = await runSuite(plan, pool, {
      signal: end.signal,
      onProgress: progress.update,
      clock: () => performance.now(),
    });
    const judged: Document = { ...ran, ...(options.strict === true && { strict: true }) };
    const document = isRefuted(judged) ? { ...judged, verdict: 'refuted' as const } : judged;
    const measured = await Promise.all(measuring);
    progress.stop();
    const compared = compareBaselines(document, references, opened, measured);
    const delivered = deliverDocument(compared, deliveries, options);
    const wrote = options.regressionTest === undefined || writeRegressionTest(compared, options.regressionTest, quiet);
    if (pool.writes > 0 && !quiet) {
      process.stderr.write(`intrinsic-lr: kept back ${formatCount(pool.writes)} bytes that optimizers wrote to stdout\n`);
    }
    const code = documentExitCode(compared, options.undecided === 'pass', end.interrupted());
    return (delivered && wrote) || code === exitCode.refuted ? code : exitCode.usage;
  } finally {
    progress.stop();
    end.stop();
    await pool.close();
  }
}
