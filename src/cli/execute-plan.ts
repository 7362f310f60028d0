import { availableParallelism } from 'node:os';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Fingerprint } from '../inference/fingerprint.ts';
import { readBaseline, settleBaseline, type Baseline, type BaselineSettings } from '../suite/baseline.ts';
import { defaultTimeLimit } from '../suite/defaults.ts';
import type { Document } from '../suite/document.ts';
import type { Answer } from '../suite/host.ts';
import { runSuite, type SuitePlan } from '../suite/run-suite.ts';
import { createWorkerPool } from '../suite/worker-pool.ts';
import { deliverDocument, planDelivery } from './deliver-document.ts';
import { documentExitCode, exitCode } from './exit-code.ts';
import type { RunOptions } from './options.ts';
import { requireOwnFile, writeRegressionTest } from './write-regression-test.ts';
import { showProgress } from './progress.ts';

/** Most that Node's timers can wait for, in seconds; longer budgets never run out. */
const longestTimer = 2 ** 31 / 1000 - 1;

/**
 * Runs a plan whose subjects are all named by reference, in worker threads, and delivers its document.
 *
 * Ctrl-C and the end of the time budget end the run early; what is known by then is reported.
 *
 * @returns the exit code
 */
export async function executePlan(plan: SuitePlan, options: RunOptions): Promise<number> {
  const deliveries = planDelivery(options, process.env);
  const baseline = await baselineOf(options);
  if (options.regressionTest !== undefined) requireOwnFile(options.regressionTest);
  const { quiet = false, budget, workers = availableParallelism(), timeLimit = defaultTimeLimit } = options;
  const controller = new AbortController();
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(exitCode.interrupted);
    interrupted = true;
    controller.abort('interrupted');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const seconds = budget ?? Infinity;
  const timer =
    seconds < longestTimer
      ? setTimeout(() => controller.abort(`the time budget of ${seconds} s ran out`), 1000 * seconds)
      : undefined;

  const progress = showProgress(process.stderr, quiet);
  const references = plan.subjects.map(({ reference, label }) => reference ?? label);
  const pool = createWorkerPool(references, { workers, timeLimit, directory: process.cwd() });
  try {
    const measured = baseline === undefined ? undefined : await pool.fingerprint(0);
    const document = await runSuite(plan, pool, {
      signal: controller.signal,
      onProgress: progress.update,
      clock: () => performance.now(),
    });
    progress.stop();
    const compared = measured === undefined ? document : compareWithBaseline(document, measured, baseline!);
    deliverDocument(compared, deliveries, options);
    if (options.regressionTest !== undefined && writeRegressionTest(compared, options.regressionTest) && !quiet) {
      process.stderr.write(`intrinsic-lr: wrote ${options.regressionTest}, which fails until this is mended\n`);
    }
    if (pool.writes > 0 && !quiet) {
      process.stderr.write(
        `intrinsic-lr: kept back ${pool.writes} write${pool.writes === 1 ? '' : 's'} of the optimizer to stdout\n`,
      );
    }
    return documentExitCode(compared, options.undecided === 'pass', interrupted);
  } finally {
    progress.stop();
    clearTimeout(timer);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await pool.close();
  }
}

/** What is stored, read before anything runs, so that a mistake costs no time. */
interface OpenedBaseline {
  readonly settings: BaselineSettings;
  readonly stored: Baseline | undefined;
}

async function baselineOf({ baseline: file, updateBaseline = false }: RunOptions): Promise<OpenedBaseline | undefined> {
  if (file === undefined) {
    if (!updateBaseline) return undefined;
    throw new ConfigurationError('BASELINE_MISSING', '--update-baseline needs a file', 'say --baseline fingerprint.json as well');
  }
  const { CI } = process.env;
  const create = CI === undefined || CI === '' || CI === 'false';
  const settings = { file, update: updateBaseline, create, directory: process.cwd() };
  return { settings, stored: await readBaseline(settings) };
}

/** A subject that could not be measured has told why in the document. */
function compareWithBaseline(document: Document, measured: Answer<Fingerprint>, { settings, stored }: OpenedBaseline): Document {
  const [subject] = document.subjects;
  if (measured.kind !== 'done' || subject === undefined || document.errors.length > 0)
    return { ...document, baseline: { file: settings.file, state: 'unknown', changes: [] } };
  const baseline = settleBaseline(stored, measured.value, subject.name, settings);
  return { ...document, ...(baseline.state === 'changed' && { verdict: 'refuted' }), baseline };
}
