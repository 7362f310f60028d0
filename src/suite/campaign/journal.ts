import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Interrupted } from '../../falsification/interrupted.ts';
import type { Budget } from '../../falsification/budget.ts';
import type { Evaluate, TaskResult } from '../../falsification/task.ts';
import { contentId } from '../../records/content-id.ts';
import { seal, unseal } from '../../records/seal.ts';
import { makeFolder } from '../../records/make-folder.ts';
import { writeFileWhole } from '../../records/write-file-whole.ts';

/** One line: a result under the id of what was asked, or the replica-steps at which a phase ended. */
type Entry = { readonly id: string; readonly result: TaskResult } | { readonly end: string; readonly steps: number };

/** The results of an island, as a file to which lines are only ever added. */
export interface Journal {
  /** Looks up what is known, and computes and remembers the rest. */
  remember(evaluate: Evaluate): Evaluate;
  /** Ends phases where they once ended, whatever the clock says. */
  bounded(budget: Budget): Budget;
  /** Lines that were damaged: a sentence each. They are kept beside the journal. */
  readonly problems: readonly string[];
  close(): void;
}

/** For what is not in a journal and must not be computed: who merges only reads. */
export const unknown: Evaluate = () => Promise.reject(new Interrupted('as far as its journal goes'));

/**
 * Opens a journal, and makes one where there is none.
 *
 * Lines are sealed with a checksum and written in the order in which results were asked for, so that a journal that was cut off is the
 * beginning of the one that was not. A torn last line is cut off; other damaged lines are moved to `<path>.damaged`.
 *
 * @param path of the file; left out: in memory
 */
export function openJournal(path?: string): Journal {
  const { entries, problems } = path === undefined ? { entries: [], problems: [] } : restore(path);
  const results = new Map<string, Promise<TaskResult>>();
  const ends = new Map<string, number>();
  for (const entry of entries) {
    if ('end' in entry) ends.set(entry.end, entry.steps);
    else results.set(entry.id, Promise.resolve(entry.result));
  }
  const writer = path === undefined ? undefined : orderedWriter(path);
  const bounded =
    (phase: string, goesOn: Budget['surveys']) =>
    (steps: number, searched = 0): boolean => {
      const end = ends.get(phase);
      if (end !== undefined) return steps < end;
      if (goesOn(steps, searched)) return true;
      ends.set(phase, steps);
      writer?.add()({ end: phase, steps });
      return false;
    };
  return {
    remember: (evaluate) => (task) => {
      const id = contentId('task', task);
      let result = results.get(id);
      if (result === undefined) {
        const write = writer?.add();
        result = evaluate(task);
        results.set(id, result);
        result.then(
          (value) => write?.({ id, result: value }),
          () => results.delete(id),
        );
      }
      return result;
    },
    bounded: ({ searches, surveys }) => ({ searches: bounded('search', searches), surveys: bounded('survey', surveys) }),
    problems,
    close: () => writer?.close(),
  };
}

/** Writes entries in the order in which room was taken for them. */
function orderedWriter(path: string): { add(): (entry: Entry) => void; close(): void } {
  makeFolder(dirname(path));
  const file = openSync(path, 'a');
  const waiting: (string | undefined)[] = [];
  let closed = false;
  const flush = (): void => {
    let text = '';
    while (waiting.length > 0 && waiting[0] !== undefined) text += `${waiting.shift()}\n`;
    if (text === '' || closed) return;
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
  };
  let written = 0;
  let taken = 0;
  return {
    add() {
      const place = taken++;
      waiting.push(undefined);
      return (entry) => {
        waiting[place - written] = seal(entry);
        const before = waiting.length;
        flush();
        written += before - waiting.length;
      };
    },
    close() {
      closed = true;
      closeSync(file);
    },
  };
}

/** What is whole in a journal; what is not is taken out of it, and kept. */
function restore(path: string): { entries: readonly Entry[]; problems: readonly string[] } {
  if (!existsSync(path)) return { entries: [], problems: [] };
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const last = lines.pop()!;
  const problems = last === '' ? [] : [`the last line of ${path} was torn and is cut off`];
  const kept: string[] = [];
  const damaged: string[] = [];
  const entries = lines.flatMap((line, i) => {
    const read = unseal(line);
    if ('problem' in read) {
      problems.push(`line ${i + 1} of ${path} is skipped and kept in ${path}.damaged: ${read.problem}`);
      damaged.push(line);
      return [];
    }
    kept.push(line);
    return [read.value as Entry];
  });
  if (damaged.length > 0) appendFileSync(`${path}.damaged`, damaged.map((line) => `${line}\n`).join(''));
  if (problems.length > 0) writeFileWhole(path, kept.map((line) => `${line}\n`).join(''));
  return { entries, problems };
}
