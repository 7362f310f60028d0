import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
let copy: string;

/** Files of the repository, without what a build makes. */
const tracked = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(root, file)));

/** What one of a kind costs: the files that are new, and the generated ones that change. */
const costs: [kind: string, files: readonly string[], generated: readonly string[]][] = [
  ['optimizer', ['src/optimizers/new-optimizer.ts'], ['src/optimizers/index.ts']],
  ['objective', ['src/objectives/new-objective.ts'], ['src/objectives/index.ts']],
  ['layer', ['src/networks/layers/new-layer.ts'], ['src/networks/layers/index.ts']],
  ['dataset', ['src/datasets/new-dataset.ts'], ['src/datasets/index.ts']],
  ['law', ['src/laws/exact/new-law.ts', 'properties/new-law.property.ts'], ['src/laws/index.ts', 'src/laws/law-id.ts']],
  ['metric', ['src/metrics/new-metric.ts'], ['src/metrics/index.ts']],
  ['statistic', ['src/statistics/new-statistic.ts'], ['src/statistics/index.ts']],
  ['study', ['src/studies/new-study.ts'], ['src/studies/index.ts']],
  ['reporter', ['src/report/reporters/new-reporter.ts'], ['src/report/reporters/index.ts']],
  ['record', ['src/records/new-record.ts'], ['src/records/index.ts']],
  ['conjecture', ['src/falsification/conjectures/new-conjecture.ts'], ['src/falsification/conjectures/index.ts']],
  ['drive', ['src/drives/new-drive.ts'], ['src/drives/index.ts']],
  ['proposer', ['src/falsification/proposers/new-proposer.ts'], ['src/falsification/proposers/index.ts']],
  ['subject-kind', ['src/subjects/kinds/new-subject-kind.ts'], ['src/subjects/kinds/index.ts']],
  ['command', ['src/cli/commands/new-command.ts'], ['src/cli/commands/index.ts']],
];
const added = costs.flatMap(([, files]) => files);

const node = (...command: string[]): string =>
  execFileSync(process.execPath, command, { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const git = (...command: string[]): string[] =>
  execFileSync('git', command, { cwd: copy, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cost-of-change-'));
  // The build of the tests is known to be up to date, so that only what changes is compiled.
  for (const file of [...tracked(), 'dist'])
    cpSync(join(root, file), join(copy, file), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  git('init', '--quiet');
  git('add', '--all');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('what one more costs', () => {
  test.each(costs)('%s', (kind, files, generated) => {
    node('scripts/new.mjs', kind, `new-${kind}`);
    expect(git('ls-files', '--others', '--exclude-standard').sort()).toEqual([...files].sort());
    expect(git('diff', '--name-only').sort()).toEqual([...generated].sort());
    for (const file of generated)
      expect(readFileSync(join(copy, file), 'utf8')).toContain('Written by scripts/write-indexes.mjs');
    git('add', '--all');
    // Twice is once: nothing that exists is written over.
    expect(() => node('scripts/new.mjs', kind, `new-${kind}`)).toThrow('exists');
  });

  test(
    'all of them are compiled, linted, formatted and published, and their examples and properties run',
    { timeout: 300_000 },
    () => {
      node('scripts/build.mjs');
      expect(existsSync(join(copy, 'dist/schemas/new.json'))).toBe(true);
      node('node_modules/oxlint/bin/oxlint', '--deny-warnings', ...added);
      node('node_modules/prettier/bin/prettier.cjs', '--check', ...added);
      const names = [
        ...added.map((file) => `${file}:`),
        'new-law',
        'hold in src/',
        'ids are unique',
        'new-optimizer',
        'new-layer',
        'new-dataset',
      ].join('|');
      const files = ['examples', 'architecture', 'laws/laws', 'optimizers/conduct', 'records/records', 'networks/layers'];
      const tests = [...files, 'datasets/samples-of'].map((name) => `test/${name}.test.ts`);
      // Nobody will have the paths of this copy again.
      const settings = ['run', '--experimental.fsModuleCache=false'];
      node('node_modules/vitest/vitest.mjs', ...settings, ...tests, 'properties/new-law.property.ts', '-t', names);
      const listed = JSON.parse(node('dist/cli/main.js', 'list', 'laws', '--json')) as { laws: readonly { name: string }[] };
      expect(listed.laws.map(({ name }) => name)).toContain('new-law');
      const sources = JSON.parse(node('dist/cli/main.js', 'new-command', '--json')) as { law: string }[];
      expect(sources.map(({ law }) => law)).toContain('new-law');
      writeFileSync(join(copy, 'mine.new-subject-kind'), '{ "optimizer": "heavy-ball", "momentum": 0.5 }');
      const { results } = JSON.parse(
        node('dist/cli/main.js', 'check', 'mine.new-subject-kind', '--laws', 'new-law', '--configurations', '5', '--json'),
      ) as { results: { verdict: string }[] };
      expect(results).toMatchObject([{ verdict: 'holds' }]);
    },
  );
});

test('without a kind, and with --help, they are listed in 80 columns', () => {
  const help = node('scripts/new.mjs', '--help');
  for (const [kind] of costs) expect(help).toMatch(new RegExp(`^  ${kind} +src/`, 'm'));
  expect(Math.max(...help.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(() => node('scripts/new.mjs')).toThrow(help);
});

test.each([
  [['optimiser', 'mine'], 'there is no kind "optimiser"; did you mean optimizer?'],
  [['optimizer'], 'received no name'],
  [['optimizer', 'My_Optimizer'], 'words with hyphens between them, such as my-optimizer'],
  [['optimizer', 'MyOptimizer.ts'], 'such as my-optimizer'],
  [['optimizer', 'default'], 'default is a word of JavaScript'],
  [['layer', 'size'], 'imports something that is called size'],
  [['layer', 'mine', '--rot', '.'], "Unknown option '--rot'"],
  [['optimizer', 'adamw'], 'src/optimizers/adamw.ts exists'],
  [['optimizer', 'a', 'b'], 'received b after the name'],
])('new %j says what is wrong', (command, message) => {
  expect(() => node('scripts/new.mjs', ...command)).toThrow(message);
  expect(dirname(copy)).toBe(tmpdir());
});
