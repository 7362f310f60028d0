/**
 * Compares optimizers as `check --like` does: code paths of torch.optim, one rule in several libraries, and planted differences.
 *
 *     npm run likeness -- [word ...] [--page]
 *
 * INTRINSIC_LR_PYTHON is the interpreter; words choose the rows that contain one. `--page` writes docs/likeness.md. Exits with 1
 * where something else is said than what is right.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareRules } from '../../src/likeness/compare-rules.ts';
import { loadSubject } from '../../src/subjects/load-subject.ts';
import { closeChildren } from '../../src/subjects/process/child-optimizer.ts';
import { row } from '../table-row.ts';
import { acrossLibraries, codePaths, plantedRows, type Row } from './rows.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
process.chdir(root);
const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { page: { type: 'boolean', default: false } },
});

/** A row beside what was found: as expected, otherwise, or not to be had in these versions. */
interface Result {
  readonly row: Row;
  readonly judged: 'right' | 'wrong' | 'not there';
  readonly says: string;
}

const sections: readonly (readonly [title: string, rows: readonly Row[]])[] = [
  ['One rule in several libraries', acrossLibraries],
  ['Code paths of torch.optim', codePaths(torchClasses())],
  ['Planted differences', plantedRows],
];
const chosen = ({ subject, other }: Row): boolean =>
  words.length === 0 || words.some((word) => `${subject} ${other}`.includes(word));
const results = new Map<string, Result[]>();
for (const [title, rows] of sections) {
  results.set(title, []);
  for (const each of rows.filter(chosen)) {
    const result = await compare(each);
    results.get(title)!.push(result);
    console.error(`${result.judged.padEnd(9)} ${each.subject} like ${each.other}: ${result.says}`);
  }
}

const all = [...results.values()].flat();
const count = (judged: Result['judged']): number => all.filter((each) => each.judged === judged).length;
console.log(`${all.length} pairs: ${count('right')} as expected, ${count('wrong')} otherwise, ${count('not there')} not there`);
if (options.page) writeFileSync(join(root, 'docs', 'likeness.md'), describe());
process.exitCode = count('wrong') > 0 ? 1 : 0;

async function compare(each: Row): Promise<Result> {
  try {
    const other = await loadSubject(each.other);
    const { state, rounding, differences } = compareRules(await loadSubject(each.subject), other);
    const size = state === 'rounding' ? `the same up to rounding (${Number(rounding.toPrecision(1))})` : 'the same bits';
    const right =
      each.expected === 'same' ? state !== 'different' : differences.length > 0 && each.expected.includes(differences[0].aspect);
    const says = state === 'different' ? `${differences[0].aspect}: ${differences[0].sentence}` : size;
    return { row: each, judged: right ? 'right' : 'wrong', says };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined) throw error;
    return { row: each, judged: 'not there', says: message.split('\n')[0] };
  } finally {
    await closeChildren();
  }
}

/** Names of the optimizers of torch.optim. */
function torchClasses(): string[] {
  const script = fileURLToPath(new URL('../sweep/list-optimizers.py', import.meta.url));
  const python = process.env.INTRINSIC_LR_PYTHON ?? 'python3';
  const lines = execFileSync(python, [script, 'torch'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const names = lines.split('\n').map((line) => (JSON.parse(line) as { name?: string }).name ?? '');
  return names.filter((name) => name !== '' && !name.includes('?'));
}

function describe(): string {
  return [
    '# Is it the same rule?',
    '',
    'Written by `npm run likeness -- --page`: what `check A --like B` says of pairs of optimizers. Both are run on the same inputs, plainly and',
    'under every drive that both offer; the first input that tells them apart is named. *right* is what is known beforehand: code paths',
    'are the same rule, and each port of AdamW in `fixtures/python/likeness/` has one planted difference.',
    ...[...results].flatMap(([title, own]) => [
      '',
      `## ${title}`,
      '',
      row('optimizer', 'like', 'judged', 'says'),
      row('---', '---', '---', '---'),
      ...own.map(({ row: { subject, other }, judged, says }) => row(`\`${subject}\``, `\`${other}\``, judged, says)),
    ]),
    '',
  ].join('\n');
}
