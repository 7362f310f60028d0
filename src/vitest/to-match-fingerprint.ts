import { printable, withoutCommands } from '../arithmetic/printable.ts';
import { measureFingerprint } from '../inference/fingerprint.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { describeBaseline } from '../report/describe-baseline.ts';
import { printableDocument } from '../report/printable-document.ts';
import { readBaseline, settleBaseline } from '../suite/baseline.ts';
import { loadSubject } from '../subjects/load-subject.ts';
import { snapshotMode, type MatcherContext, type MatcherResult } from './matcher-result.ts';

/** What `toMatchFingerprint` takes. */
export interface MatchFingerprintOptions {
  /** Write the fingerprint anew; default: under `vitest -u`. */
  readonly update?: boolean;
  /** Where relative paths start; default: the working directory. */
  readonly directory?: string;
}

/**
 * Expects an optimizer to do what it did when its fingerprint was written: `await expect(optimizer).toMatchFingerprint('adamw.json')`.
 *
 * As with snapshots, a fingerprint that does not exist is written, except on CI, and `vitest -u` writes it anew. Other bits with the same
 * numbers pass: that is a change of rounding.
 *
 * @param optimizer an object, or a reference
 * @param file where the fingerprint is stored
 */
export async function toMatchFingerprint(
  this: MatcherContext | void,
  optimizer: Optimizer | string,
  file: string,
  options: MatchFingerprintOptions = {},
): Promise<MatcherResult> {
  const { directory = process.cwd() } = options;
  const snapshots = snapshotMode(this);
  const settings = { file, directory, update: options.update ?? snapshots === 'all', create: snapshots !== 'none' };
  const stored = await readBaseline(settings);
  const subject = typeof optimizer === 'string' ? await loadSubject(optimizer, directory) : optimizer;
  const result = settleBaseline(stored, measureFingerprint(subject), subject.name, settings);
  const pass = result.state !== 'changed';
  return {
    pass,
    message: () => {
      const [headline, ...lines] = describeBaseline(printableDocument(result));
      return pass
        ? `expected another behaviour: ${headline}`
        : withoutCommands([`${printable(subject.name)}: ${headline}`, ...lines].join('\n  ')).replace(
            'say --update-baseline',
            'run vitest with -u',
          );
    },
  };
}
