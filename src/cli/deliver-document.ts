import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import picocolors from 'picocolors';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { printable, withoutCommands } from '../arithmetic/printable.ts';
import { describeError } from '../report/describe-error.ts';
import { printableDocument } from '../report/printable-document.ts';
import { reporters } from '../report/reporters/index.ts';
import type { Reporter } from '../report/reporters/reporter.ts';
import type { Document } from '../suite/document.ts';
import { suggestName } from '../suite/suggest-name.ts';
import { writeFileWhole } from '../records/write-file-whole.ts';
import type { RunOptions } from './options.ts';
import { print } from './print.ts';

/** Where one reporter writes. */
export interface Delivery {
  readonly reporter: Reporter;
  readonly to: 'stdout' | 'stderr' | { readonly file: string };
}

/**
 * Decides which reporters run and where each writes, before anything is run, so that a mistake costs no time.
 *
 * Standard output takes either one machine-readable report or any number of texts; texts beside a machine-readable report go to
 * standard error.
 *
 * @throws `ConfigurationError` on an unknown reporter, on a file that belongs to none, and when two documents claim stdout
 */
export function planDelivery({ json, reporter: named, outputFile = [] }: RunOptions, env: NodeJS.ProcessEnv): Delivery[] {
  const onActions = env.GITHUB_ACTIONS === 'true';
  const names = named ?? (json ? [] : ['terminal', ...(onActions ? ['github'] : [])]);
  const chosen = [...new Set([...(json ? ['json'] : []), ...names])].map(findReporter);
  const files = new Map(outputFile.map((text) => outputOf(text, chosen)));
  const toStdout = chosen.filter(({ name, form }) => form === 'data' && !files.has(name));
  if (toStdout.length > 1) {
    throw new ConfigurationError(
      'REPORTERS_COLLIDE',
      `${toStdout.map(({ name }) => name).join(' and ')} would both write to standard output`,
      `give one of them a file: --output-file ${toStdout[1].name}=report.${toStdout[1].name === 'junit' ? 'xml' : 'txt'}`,
    );
  }
  return chosen.map((reporter) => {
    const file = files.get(reporter.name);
    if (file !== undefined) return { reporter, to: { file } };
    return { reporter, to: reporter.form === 'text' && toStdout.length > 0 ? 'stderr' : 'stdout' };
  });
}

/**
 * Writes a document by all its reporters, and the job summary where the environment asks for one.
 *
 * @returns whether every file that the user named was written; what went wrong is told, and the others are written all the same
 */
export function deliverDocument(document: Document, deliveries: readonly Delivery[], options: RunOptions): boolean {
  const { quiet = false, verbose = false } = options;
  // Stacks name folders of this machine and differ from run to run: they are shown only to whom asks for them.
  const shown = verbose ? document : { ...document, errors: document.errors.map((error) => ({ ...error, stack: undefined })) };
  const failures: string[] = [];
  for (const { reporter, to } of deliveries) {
    if (to === 'stdout') {
      print(reporter.render(shown, { color: usesColor(process.stdout, options), quiet, verbose, errors: 'elsewhere' }));
    } else if (to === 'stderr') {
      const color = usesColor(process.stderr, options);
      process.stderr.write(reporter.render(shown, { color, quiet, verbose, errors: 'elsewhere' }));
    } else {
      const text = reporter.render(shown, { color: false, quiet: false, verbose, errors: 'inside' });
      failures.push(...attempt(() => writeReport(to.file, text), `--output-file ${to.file} cannot be written`));
    }
    const summaryFile = process.env.GITHUB_STEP_SUMMARY;
    if (reporter.summarise !== undefined && summaryFile) {
      const summary = reporter.summarise(shown);
      attempt(() => appendFileSync(summaryFile, summary), 'warning: the job summary cannot be written');
    }
  }
  const { red } = picocolors.createColors(usesColor(process.stderr, options));
  for (const error of printableDocument(shown.errors)) {
    const [headline, ...lines] = describeError(error, verbose);
    process.stderr.write(withoutCommands(`intrinsic-lr: ${[red(headline), ...lines].join('\n')}\n`));
  }
  return failures.length === 0;
}

/** Does something, or tells why it could not be done: a verdict that is known is not lost for it. */
function attempt(act: () => void, problem: string): string[] {
  try {
    act();
    return [];
  } catch (thrown) {
    const message = printable(`${problem}: ${(thrown as Error).message}`);
    process.stderr.write(`intrinsic-lr: ${message}\n`);
    return [message];
  }
}

/** What is no ordinary file, such as a pipe, or names a descriptor of this process, is written to as it is. */
function writeReport(file: string, text: string): void {
  const path = resolve(file);
  const isStream = path.startsWith('/dev/') || statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  if (isStream) writeFileSync(path, text);
  else writeFileWhole(path, text);
}

/** https://no-color.org and its counterpart FORCE_COLOR. */
export function usesColor(stream: NodeJS.WriteStream, { color = true }: Pick<RunOptions, 'color'>): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (!color || NO_COLOR) return false;
  return Boolean(FORCE_COLOR) || (stream.isTTY === true && TERM !== 'dumb');
}

function findReporter(name: string): Reporter {
  const reporter = reporters.find((candidate) => candidate.name === name);
  if (reporter !== undefined) return reporter;
  const names = reporters.map((candidate) => candidate.name);
  throw new ConfigurationError('UNKNOWN_REPORTER', `there is no reporter called "${name}"`, suggestName(name, names));
}

/** `name=path`, or a path alone where only one reporter can mean it. */
function outputOf(text: string, chosen: readonly Reporter[]): [string, string] {
  const [, name, path] = /^(?:([a-z]+)=)?(.+)$/s.exec(text) ?? [];
  if (name !== undefined) {
    if (chosen.some((reporter) => reporter.name === name)) return [name, path];
    const advice =
      chosen.length === 0
        ? 'choose reporters with --reporter'
        : `add it: --reporter ${[...chosen.map((r) => r.name), name].join(',')}`;
    throw new ConfigurationError('OUTPUT_FILE', `--output-file ${text}: the reporter "${name}" is not chosen`, advice);
  }
  const candidates = chosen.length === 1 ? chosen : chosen.filter(({ name: candidate }) => candidate !== 'terminal');
  if (candidates.length === 1) return [candidates[0].name, path];
  throw new ConfigurationError(
    'OUTPUT_FILE',
    `--output-file ${text}: ${chosen.map((reporter) => reporter.name).join(', ')} could all be meant`,
    `write its name: --output-file ${candidates[0]?.name ?? 'junit'}=${path}`,
  );
}
