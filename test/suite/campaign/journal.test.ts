import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { DecideTask, Evaluate, TaskResult } from '../../../src/falsification/task.ts';
import { equilibrium } from '../../../src/falsification/conjectures/equilibrium.ts';
import { spaceOf } from '../../../src/falsification/space/space.ts';
import { openJournal, unknown } from '../../../src/suite/campaign/journal.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const path = join(folder, 'island-0.jsonl');
afterEach(() => [path, `${path}.damaged`].forEach((file) => rmSync(file, { force: true })));

const setting = spaceOf(equilibrium.fields).plain;
const task = (phase: string): DecideTask => ({ kind: 'decide', setting, phase, alpha: 0.001, replicaLimit: 8, certify: false });
const result = (steps: number): TaskResult => ({ verdict: 'holds', effects: [], steps, replicas: 4 });
const lines = (): string[] => readFileSync(path, 'utf8').trim().split('\n');

async function written(...phases: readonly string[]): Promise<void> {
  const journal = openJournal(path);
  const evaluate = journal.remember((each) => Promise.resolve(result(each.phase.length)));
  for (const phase of phases) await evaluate(task(phase));
  journal.close();
}

describe('a journal', () => {
  test('remembers results over processes, and computes none twice', async () => {
    await written('a', 'bb');
    const journal = openJournal(path);
    const remembered = journal.remember(unknown);
    expect(await remembered(task('bb'))).toEqual(result(2));
    await expect(remembered(task('ccc'))).rejects.toThrow('as far as its journal goes');
    journal.close();
    expect(lines()).toHaveLength(2);
  });

  test('asks once for what is asked for twice at a time', async () => {
    const journal = openJournal(path);
    let count = 0;
    const evaluate = journal.remember(() => Promise.resolve(result(++count)));
    expect(await Promise.all([evaluate(task('a')), evaluate(task('a'))])).toEqual([result(1), result(1)]);
    journal.close();
    expect(lines()).toHaveLength(1);
  });

  test('is in the order of the questions, whatever is answered first', async () => {
    const journal = openJournal(path);
    const answers = new Map<string, (value: TaskResult) => void>();
    const later: Evaluate = ({ phase }) => new Promise((resolve) => void answers.set(phase, resolve));
    const evaluate = journal.remember(later);
    const asked = ['a', 'bb', 'ccc'].map((phase) => evaluate(task(phase)));
    answers.get('ccc')!(result(3));
    await asked[2];
    expect(readFileSync(path, 'utf8')).toBe('');
    answers.get('a')!(result(1));
    await asked[0];
    expect(lines()).toHaveLength(1);
    answers.get('bb')!(result(2));
    await asked[1];
    journal.close();
    expect(lines().map((line) => /"steps":(\d)/.exec(line)![1])).toEqual(['1', '2', '3']);
  });

  test('loses a torn last line, and nothing else', async () => {
    await written('a', 'bb');
    truncateSync(path, readFileSync(path).length - 9);
    const journal = openJournal(path);
    expect(journal.problems).toEqual([expect.stringContaining('was torn and is cut off')]);
    expect(await journal.remember(unknown)(task('a'))).toEqual(result(1));
    journal.close();
    expect(lines()).toHaveLength(1);
    await written('a', 'bb');
    expect(lines()).toHaveLength(2);
  });

  test('names a damaged line, skips it and keeps it aside', async () => {
    await written('a', 'bb', 'ccc');
    const [first, second, third] = lines();
    const changed = second.replace('"steps":2', '"steps":9');
    writeFileSync(path, `${first}\n${changed}\nnonsense\n${third}\n`);
    const journal = openJournal(path);
    expect(journal.problems).toEqual([expect.stringContaining('line 2 of'), expect.stringContaining('line 3 of')]);
    await expect(journal.remember(unknown)(task('bb'))).rejects.toThrow();
    expect(await journal.remember(unknown)(task('ccc'))).toEqual(result(3));
    journal.close();
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(`${changed}\nnonsense\n`);
    expect(lines()).toEqual([first, third]);
  });

  test('ends a phase where it once ended, whatever the clock says', () => {
    const early = openJournal(path);
    const { searches } = early.bounded({ searches: (steps) => steps < 10, surveys: () => true });
    expect([searches(5), searches(12)]).toEqual([true, false]);
    early.close();
    const later = openJournal(path);
    const again = later.bounded({ searches: () => true, surveys: () => true });
    expect([again.searches(5), again.searches(11), again.searches(12)]).toEqual([true, true, false]);
    later.close();
  });

  test('that is appended to by somebody else is no less whole', async () => {
    await written('a');
    appendFileSync(path, '\n');
    expect(openJournal(path).problems).toEqual([expect.stringContaining('it is empty')]);
  });
});
