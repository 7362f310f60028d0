/**
 * npm run mutate -- [--folder statistics,optimizers,verdicts] [--count 40] [--seed 1] [--output docs/mutation.md]
 *
 * How much of what could be wrong do the tests see? Changes one thing in one file of a folder of src/, in a copy of the repository, and
 * runs the tests of that folder: a mutant is killed where one fails. What survives is printed. Which mutants are tried is a function of
 * the seed; those that say the same thing in other words survive rightly, and are for a reader to judge.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { clopperPearson, permutation, stream } from '../src/index.ts';
import { numberOption } from './number-option.ts';
import { table } from './table-row.ts';

/** One thing that is changed in a file. */
interface Mutant {
  readonly start: number;
  readonly end: number;
  /** What stands there instead. */
  readonly to: string;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'statistics,optimizers,verdicts' },
    count: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    output: { type: 'string' },
  },
});

/** Operators, each with what it becomes. */
const operators = new Map([
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['===', '!=='],
  ['!==', '==='],
  ['&&', '||'],
  ['||', '&&'],
  ['+=', '-='],
  ['-=', '+='],
]);

/** Every mutant of a text: where, how long, and what stands there instead. */
function mutantsOf(text: string): Mutant[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    // What a function throws for bad input is words, and types are no code.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return;
    if (ts.isBinaryExpression(node)) {
      const operator = node.operatorToken;
      const other = operators.get(operator.getText());
      if (other !== undefined) found.push({ start: operator.getStart(), end: operator.getEnd(), to: other });
    }
    if (ts.isNumericLiteral(node)) {
      const value = Number(node.text);
      found.push({ start: node.getStart(), end: node.getEnd(), to: value === 0 ? '1' : value === 1 ? '2' : `(${value} * 1.01)` });
    }
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const condition = ts.isIfStatement(node) ? node.expression : node.condition;
      found.push({ start: condition.getStart(), end: condition.getEnd(), to: `!(${condition.getText()})` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
const listed = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
for (const file of [...listed.filter((name) => name !== '' && existsSync(root + name)), 'dist'])
  cpSync(root + file, join(copy, file), { recursive: true, preserveTimestamps: true });
symlinkSync(`${root}node_modules`, join(copy, 'node_modules'));
// Nothing is built for a mutant: the tests of these folders read src/ alone.
writeFileSync(
  join(copy, 'mutate.config.mjs'),
  "export default { test: { include: ['test/**/*.test.ts'], isolate: false, bail: 1, testTimeout: 60_000 } };\n",
);

/** Whether the tests of a folder pass, as the copy is now. */
function passes(folder: string): boolean {
  const command = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'mutate.config.mjs', `test/${folder}/`];
  // A mutant may loop for ever, which somebody would see.
  return spawnSync(process.execPath, command, { cwd: copy, stdio: 'ignore', timeout: 120_000 }).status === 0;
}

const seed = numberOption(values, 'seed');
const count = numberOption(values, 'count', 1);
const rows: (string | number)[][] = [];
const survivors: string[] = [];
try {
  for (const folder of values.folder.split(',')) {
    if (!passes(folder)) throw new Error(`the tests of ${folder} fail before anything is changed`);
    const files = readdirSync(`${root}src/${folder}`).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
    const all = files.flatMap((file) =>
      mutantsOf(readFileSync(`${root}src/${folder}/${file}`, 'utf8')).map((mutant) => ({ file, ...mutant })),
    );
    const order = permutation(stream(seed, 'mutants', folder), new Int32Array(all.length));
    const tried = Array.from(order.slice(0, count), (index) => all[index]);
    let killed = 0;
    for (const { file, start, end, to } of tried) {
      const path = join(copy, 'src', folder, file);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.slice(0, start) + to + text.slice(end));
      const survived = passes(folder);
      writeFileSync(path, text);
      if (!survived) killed += 1;
      const line = text.slice(0, start).split('\n').length;
      const told = `src/${folder}/${file}:${line}: ${text.slice(start, end)} → ${to}`;
      if (survived) survivors.push(told);
      // At once, because a run takes minutes and may be ended.
      process.stderr.write(survived ? `\nsurvives: ${told}\n` : '.');
    }
    const [low, high] = clopperPearson(killed, tried.length, 0.95);
    const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
    const score = `${percent(killed / tried.length)} (${percent(low)} to ${percent(high)})`;
    rows.push([`\`src/${folder}/\``, all.length, tried.length, killed, score]);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

const page = [
  '# Mutation testing',
  '',
  'Written by `npm run mutate -- --output docs/mutation.md`. One operator, number or condition is changed at a time, and the tests of the folder are run.',
  `Mutants are drawn at random (seed ${seed}); the interval is that of Clopper and Pearson at 95 %.`,
  '',
  table(['folder', 'mutants', 'tried', 'killed', 'score'], rows),
  '',
  '## What survived',
  '',
  ...(survivors.length === 0 ? ['Nothing.'] : survivors.map((survivor) => `- \`${survivor}\``)),
  '',
].join('\n');
if (values.output === undefined) process.stdout.write(`\n${page}`);
else writeFileSync(values.output, page);
