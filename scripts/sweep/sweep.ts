/**
 * Checks every optimizer of the installed Python libraries by the exact laws, and compares with what is known of each.
 *
 *     npm run sweep -- [library | library:name ...] [--parallel 1] [--limit 150] [--configurations 40] [--page] [--again misjudged] [--for 240]
 *
 * Names come from the libraries (`list-optimizers.py`); INTRINSIC_LR_PYTHON is the interpreter. Each check is a process of its own, of
 * bounded time, and a line of the record as soon as it ends: what is in the record is not checked again, unless it is named. `--again
 * misjudged` checks what is judged other than `right` and `caught` once more, `--again old` what another commit did, `--for` starts no
 * check after so many seconds, `--page` writes docs/sweep.md and what the laws say of known bugs into docs/found.md. Exits with 1 if
 * more than 2 % of the honest are refuted, or a known bug is not.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { progressFile } from '../progress-file.ts';
import { checkOptimizer } from './check-optimizer.ts';
import { describeFound } from './found-page.ts';
import { readClassified } from './judge-record.ts';
import { describeSweep, judgeAll, summarise } from './sweep-page.ts';
import { keyOf, type ListedOptimizer, type SweepRecord } from './sweep-record.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    parallel: { type: 'string', default: '1' },
    limit: { type: 'string', default: '150' },
    configurations: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    record: { type: 'string', default: join(root, '.intrinsic-lr', 'sweep.jsonl') },
    dist: { type: 'string', default: join(root, 'dist') },
    again: { type: 'string' },
    for: { type: 'string', default: 'Infinity' },
    page: { type: 'boolean', default: false },
  },
});
const { parallel, limit, configurations, seed, budget } = readNumbers();
const started = Date.now();
if (![parallel, configurations, seed].every(Number.isInteger) || !(parallel > 0) || !(limit > 0) || !(budget > 0)) {
  console.error('--parallel, --configurations and --seed are whole numbers, --limit and --for are seconds');
  process.exit(2);
}
if (options.again !== undefined && !['misjudged', 'old'].includes(options.again)) {
  console.error(`--again ${options.again}: expected misjudged or old`);
  process.exit(2);
}

const listed = listOptimizers();
if (listed.length === 0) {
  console.error('no library is installed for this interpreter: set INTRINSIC_LR_PYTHON to one that has some');
  process.exit(2);
}
const classified = readClassified();
const by = describeBuild();
mkdirSync(dirname(resolve(options.record)), { recursive: true });
const { rows: records, add } = progressFile<SweepRecord>(options.record, keyOf);
const folder = mkdtempSync(join(tmpdir(), 'intrinsic-lr-sweep-'));
try {
  const due = chooseDue();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < due.length && Date.now() - started < 1000 * budget) {
      const at = next++;
      const settings = { program: join(resolve(options.dist), 'cli', 'main.js'), by, seed, configurations, limit, folder };
      const record = await checkOptimizer(due[at], settings);
      add(record);
      const [{ judgement }] = judgeAll([record], classified);
      console.error(`${at + 1}/${due.length}  ${keyOf(record)}  exit ${record.exit}  ${record.seconds} s  ${judgement}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const judged = judgeAll(
  listed.flatMap((entry) => records.get(keyOf(entry)) ?? []),
  classified,
);
console.log(summarise(judged).join('\n'));
if (options.page) {
  const command = `npm run sweep -- --configurations ${configurations} --page`;
  writeFileSync(join(root, 'docs', 'sweep.md'), describeSweep(judged, command, listed.length));
  const found = join(root, 'docs', 'found.md');
  writeFileSync(found, describeFound(readFileSync(found, 'utf8'), judged, command));
}
const count = (wanted: string): number => judged.filter(({ judgement }) => judgement === wanted).length;
const honest = count('right') + count('undecided') + count('refuted falsely');
process.exitCode = count('missed') > 0 || count('refuted falsely') > 0.02 * honest ? 1 : 0;

function readNumbers(): Record<'parallel' | 'limit' | 'configurations' | 'seed' | 'budget', number> {
  const { parallel, limit, configurations, seed, for: budget } = options;
  const [p, l, c, s, b] = [parallel, limit, configurations, seed, budget].map(Number);
  return { parallel: p, limit: l, configurations: c, seed: s, budget: b };
}

/** Every optimizer of the libraries that are installed. */
function listOptimizers(): ListedOptimizer[] {
  const script = fileURLToPath(new URL('list-optimizers.py', import.meta.url));
  const python = process.env.INTRINSIC_LR_PYTHON ?? 'python3';
  const lines = execFileSync(python, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as ListedOptimizer & { missing?: string })
    .filter(({ library, missing }) => {
      if (missing !== undefined) console.error(`${library} is left out: ${missing}`);
      return missing === undefined;
    });
}

/** What is named, or else what the record has not, and what is to be done again. */
function chooseDue(): ListedOptimizer[] {
  const known = new Set(listed.flatMap((entry) => [entry.library, keyOf(entry)]));
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    console.error(`no optimizer or library is called ${unknown.join(', ')}; names are such as ${keyOf(listed[0])}`);
    process.exit(2);
  }
  return listed.filter((entry) => {
    const record = records.get(keyOf(entry));
    if (wanted.includes(keyOf(entry))) return true;
    if (wanted.length > 0 && !wanted.includes(entry.library)) return false;
    if (record === undefined) return true;
    if (options.again === 'old') return record.by !== by;
    const [{ judgement }] = judgeAll([record], classified);
    return options.again === 'misjudged' && record.by !== by && judgement !== 'right' && judgement !== 'caught';
  });
}

function describeBuild(): string {
  const commit = execFileSync('git', ['-C', resolve(options.dist, '..'), 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  return `intrinsic-lr at ${commit.trim()}`;
}
