import { likeLaw } from '../likeness/like-law.ts';
import { defaultTimeLimit } from '../subjects/limits.ts';
import { createInProcessHost } from '../suite/in-process-host.ts';
import { isolateSubject } from '../subjects/isolate-subject.ts';
import { closeChildren } from '../subjects/process/child-optimizer.ts';
import { allowEnvironment } from '../subjects/process/environment.ts';
import { runSuite } from '../suite/run-suite.ts';
import { deliverDocument, planDelivery } from './deliver-document.ts';
import { documentExitCode, exitCode } from './exit-code.ts';
import type { RunOptions } from './options.ts';
import { settingsOf } from './settings.ts';
import { workingDirectory } from './working-directory.ts';

/**
 * Compares two optimizers that are named by reference and delivers what was found: `check A --like B`.
 *
 * Neither runs in this process, where it could decide the comparison.
 *
 * @returns the exit code: 0 the same rule, 1 another one
 */
export async function executeLikeness(reference: string, other: string, options: RunOptions): Promise<number> {
  const deliveries = planDelivery(options, process.env);
  const { timeLimit = defaultTimeLimit } = options;
  const directory = workingDirectory();
  allowEnvironment(options.env ?? []);
  try {
    const compared = await isolateSubject(other, directory, { timeLimit });
    const subject = await isolateSubject(reference, directory, { timeLimit });
    const law = likeLaw(compared, other);
    const host = createInProcessHost([subject], [law], directory);
    const pairs = [{ law: law.id, objective: 'quadratic-bowl' }];
    const subjects = [{ label: reference, reference, pairs }];
    const plan = { kind: 'check' as const, subjects, laws: [law], ...settingsOf(options) };
    const document = await runSuite(plan, host, { clock: () => performance.now() });
    const delivered = deliverDocument(document, deliveries, options);
    const code = documentExitCode(document, options.undecided === 'pass', false);
    return delivered || code === exitCode.refuted ? code : exitCode.usage;
  } finally {
    await closeChildren();
  }
}
