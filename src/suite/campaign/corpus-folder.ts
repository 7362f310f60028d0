import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeThrown } from '../../arithmetic/describe-thrown.ts';
import { essentialOf, type Counterexample } from '../../falsification/counterexample.ts';
import { counterexampleOf, recordOf } from '../../falsification/kept-counterexample.ts';
import { canonicalJson } from '../../records/canonical-json.ts';
import { readTextFile } from '../../records/read-text-file.ts';
import { writeFileWhole } from '../../records/write-file-whole.ts';

/** Bytes of the longest file that is read. */
const LIMIT = 2 ** 22;

/** What is kept in a folder. */
export interface Corpus {
  readonly counterexamples: readonly Counterexample[];
  /** A sentence for each file that was skipped; it stays where it is. */
  readonly problems: readonly string[];
}

/** Reads every counterexample to a conjecture: `<folder>/<conjecture>/<slug>.json`. A damaged file is named and skipped. */
export async function readCorpus(folder: string, conjecture: string): Promise<Corpus> {
  const own = join(folder, conjecture);
  const files = existsSync(own) ? readdirSync(own).filter((name) => name.endsWith('.json')) : [];
  const read = await Promise.all(files.sort().map((name) => readCounterexample(join(own, name))));
  return {
    counterexamples: read.flatMap((each) => ('problem' in each ? [] : [each])),
    problems: read.flatMap((each, i) => ('problem' in each ? [`${join(own, files[i])} is skipped: ${each.problem}`] : [])),
  };
}

/** The counterexample in a file, or what is wrong with it. */
export async function readCounterexample(path: string): Promise<Counterexample | { readonly problem: string }> {
  try {
    return counterexampleOf(JSON.parse(await readTextFile(path, LIMIT)));
  } catch (thrown) {
    return { problem: describeThrown(thrown) };
  }
}

/**
 * Keeps a counterexample, unless one with the same essential ingredients is kept already.
 *
 * @returns the path of the file that was written, if one was
 */
export function keep(folder: string, counterexample: Counterexample, corpus: readonly Counterexample[]): string | undefined {
  const same = (one: Counterexample): boolean =>
    one.persistence.kind === counterexample.persistence.kind &&
    canonicalJson(essentialOf(one)) === canonicalJson(essentialOf(counterexample));
  if (corpus.some(same)) return undefined;
  const free = (n: number): string => {
    const slug = n === 1 ? counterexample.slug : `${counterexample.slug}_${n}`;
    return existsSync(join(folder, counterexample.conjecture, `${slug}.json`)) ? free(n + 1) : slug;
  };
  const slug = free(1);
  const path = join(folder, counterexample.conjecture, `${slug}.json`);
  writeFileWhole(path, `${JSON.stringify(recordOf({ ...counterexample, slug }), null, 2)}\n`);
  return path;
}
