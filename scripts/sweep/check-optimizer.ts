import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '../../src/suite/document.ts';
import type { LawFinding, ListedOptimizer, SweepRecord } from './sweep-record.ts';

/** How every optimizer of a sweep is checked. */
export interface CheckSettings {
  /** Main module of the built command. */
  readonly program: string;
  readonly by: string;
  readonly seed: number;
  readonly configurations: number;
  /** Seconds after which a check is interrupted. */
  readonly limit: number;
  /** An empty folder for files that import one class each. */
  readonly folder: string;
}

/** Seconds that an interrupted check gets to print what it has. */
const grace = 15;

/** Checks one optimizer by the exact laws, in a process of its own and in bounded time. */
export async function checkOptimizer(listed: ListedOptimizer, settings: CheckSettings): Promise<SweepRecord> {
  const { program, by, seed, configurations, limit, folder } = settings;
  const drawn = ['--tier', 'exact', '--seed', `${seed}`, '--configurations', `${configurations}`];
  const words = ['check', referenceOf(listed, folder), ...drawn, '--workers', '1', '--json', '--quiet'];
  const started = Date.now();
  const { exit, stdout, stderr, interrupted } = await run(program, words, folder, limit);
  const { library, version, name } = listed;
  return {
    library,
    version,
    name,
    date: new Date(started).toISOString().slice(0, 16),
    by,
    exit,
    outOfTime: interrupted,
    seconds: Math.round((Date.now() - started) / 100) / 10,
    ...readDocument(stdout, stderr),
  };
}

/** What a user would write: the reference, or a file of one line that imports the class. */
function referenceOf({ name, reference, module, class: imported }: ListedOptimizer, folder: string): string {
  if (reference !== undefined) return reference;
  const file = `${name.toLowerCase()}.py`;
  writeFileSync(join(folder, file), `from ${module} import ${imported}\n`);
  return `${file}:${imported}`;
}

function run(
  program: string,
  words: readonly string[],
  cwd: string,
  limit: number,
): Promise<{ exit: number | null; stdout: string; stderr: string; interrupted: boolean }> {
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, interrupted] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
  const interrupt = setTimeout(() => {
    interrupted = true;
    child.kill('SIGINT');
  }, 1000 * limit);
  const kill = setTimeout(() => child.kill('SIGKILL'), 1000 * (limit + grace));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => {
      clearTimeout(interrupt);
      clearTimeout(kill);
      resolve({ exit, stdout, stderr, interrupted });
    });
  });
}

type Read = Pick<SweepRecord, 'refuted' | 'undecided' | 'notes' | 'intrinsic' | 'decay' | 'error'>;

/** The part of a report that is compared. */
export function readDocument(stdout: string, stderr: string): Read {
  let document: Document;
  try {
    document = JSON.parse(stdout) as Document;
  } catch {
    return { refuted: [], undecided: [], notes: [], error: firstLine(stderr) };
  }
  const { subject, results, errors } = document;
  const found = (verdict: string): LawFinding[] =>
    results
      .filter((result) => result.verdict === verdict)
      .map(({ law, diagnosis, reason, ...rest }) => {
        const { cause } = rest as { cause?: string };
        return { law, ...(cause !== undefined && { cause }), says: diagnosis ?? reason ?? 'without a diagnosis' };
      });
  return {
    ...(subject !== undefined && { intrinsic: subject.inferred.intrinsic, decay: subject.profile.weightDecay?.value }),
    refuted: found('refuted'),
    undecided: found('undecided'),
    // Which Python ran it is said of the whole sweep.
    notes: (subject?.notes ?? []).map(textOf).filter((note) => !note.startsWith('it runs in Python')),
    ...(errors.length > 0 && { error: firstLine(errors[0].message) }),
  };
}

/** A note is a sentence, or has one beside its cause. */
const textOf = (note: unknown): string =>
  typeof note === 'string' ? note : String((note as { sentence?: unknown }).sentence ?? JSON.stringify(note));

const firstLine = (text: string): string => text.trim().split('\n')[0].slice(0, 200);
