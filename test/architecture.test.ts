import { readFileSync, readdirSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** What each folder of src/ may import; `:type` marks folders of which it may know the types only. */
const may: Record<string, string> = { arithmetic: '', random: 'arithmetic', optimizers: 'arithmetic' };
may.hyperparameters = may.datasets = 'random arithmetic';
may.networks = 'arithmetic';
may.objectives = 'datasets networks random arithmetic';
may.metrics = 'arithmetic objectives:type';
may.statistics = 'arithmetic random:type';
may.tfjs = 'arithmetic optimizers:type';
may.records = 'arithmetic';
may.experiments = 'datasets networks hyperparameters objectives optimizers random arithmetic metrics records statistics';
may.dynamics = `experiments ${may.experiments}`;
may.inference = `dynamics ${may.dynamics}`;
may.verdicts = may.dynamics;
may.drives = `inference ${may.inference}`;
may.laws = `verdicts drives inference ${may.inference}`;
may.likeness = `laws drives ${may.laws}`;
may.falsification = may.studies = `laws ${may.laws}`;
may.subjects = `tfjs inference ${may.inference}`;
may.suite = `subjects falsification studies tfjs ${may.falsification}`;
may.report = 'arithmetic records laws:type suite:type falsification:type studies:type inference:type optimizers:type';
may.cli = may.vitest = may['index.ts'] = Object.keys(may).concat('cli', 'vitest', 'index.ts').join(' ');

const hiddenInputs = /^(Math\.random|Date\.now|performance\.now|tf\.randomNormal)$/;
const folderOf = (path: string): string => path.split('/')[1];

/** Every breach of the import directions, for sources named by their path from the root of the repository. */
function breaches(sources: Record<string, string>): string[] {
  const found: string[] = [];
  const edges = new Map<string, Set<string>>();
  for (const [path, text] of Object.entries(sources)) {
    const folder = folderOf(path);
    const judge = (specifier: string, typeOnly: boolean): void => {
      if (path.startsWith('properties/')) {
        if (!/^(\.\.\/src\/index\.ts|vitest|fast-check)$/.test(specifier)) found.push(`${path} imports ${specifier}`);
      } else if (!specifier.startsWith('.')) {
        if (specifier === 'simple-statistics' && folder !== 'statistics') found.push(`${path} imports ${specifier}`);
      } else {
        const target = folderOf(new URL(specifier, `file:///${path}`).pathname.slice(1));
        if (target === folder) return;
        edges.set(folder, (edges.get(folder) ?? new Set()).add(target));
        const known = may[folder]?.split(' ') ?? [];
        if (!known.includes(target) && !(typeOnly && known.includes(`${target}:type`)))
          found.push(`${path} imports ${specifier}`);
      }
    };
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
        judge(node.moduleSpecifier.text, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
      if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
        judge(node.moduleSpecifier.text, node.isTypeOnly);
      if (
        ts.isCallExpression(node) &&
        node.expression.kind === ts.SyntaxKind.ImportKeyword &&
        ts.isStringLiteral(node.arguments[0])
      )
        judge(node.arguments[0].text, false);
      if (ts.isPropertyAccessExpression(node) && hiddenInputs.test(node.getText()) && !['random', 'cli'].includes(folder))
        if (path.startsWith('src/')) found.push(`${path} reads ${node.getText()}`);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(edges.get(from) ?? [])].some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  for (const folder of edges.keys()) if (reaches(folder, folder)) found.push(`src/${folder} is in an import cycle`);
  return found;
}

describe('import directions', () => {
  test('hold in src/ and properties/', () => {
    const paths = ['src', 'properties'].flatMap((root) => {
      const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
      return names.filter((name) => name.endsWith('.ts')).map((name) => `${root}/${name.replaceAll('\\', '/')}`);
    });
    expect(paths.length).toBeGreaterThan(50);
    expect(breaches(Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')])))).toEqual([]);
  });

  test.each([
    ['src/arithmetic/a.ts', "import { x } from '../random/x.ts';"],
    ['src/optimizers/a.ts', "export { x } from '../random/x.ts';"],
    ['src/optimizers/deep/a.ts', "const x = await import('../../random/x.ts');"],
    ['src/metrics/a.ts', "import { x } from '../dynamics/x.ts';"],
    ['src/dynamics/a.ts', "import type { X } from '../laws/x.ts';"],
    ['src/report/a.ts', "import { x } from '../suite/x.ts';"],
    ['src/laws/a.ts', "import type { X } from '../../src/cli/x.ts';"],
    ['src/novelty/a.ts', "import { x } from '../arithmetic/x.ts';"],
    ['src/laws/a.ts', "import { mean } from 'simple-statistics';"],
    ['src/laws/a.ts', 'const t = performance.now();'],
    ['src/dynamics/a.ts', 'const draw = Math.random;'],
    ['properties/a.property.ts', "import { x } from '../src/laws/index.ts';"],
    ['properties/a.property.ts', "import { readFileSync } from 'node:fs';"],
  ])('%s must not say: %s', (path, text) => expect(breaches({ [path]: text })).toHaveLength(1));

  test.each([
    ['src/random/a.ts', "import { exp } from '../arithmetic/exp.ts'; const seed = Math.random();"],
    ['src/metrics/a.ts', "import type { Objective } from '../objectives/objective.ts';"],
    ['src/dynamics/a.ts', "import { x } from '../metrics/x.ts';"],
    ['src/report/a.ts', "export type { Verdict } from '../laws/verdict.ts';"],
    ['src/statistics/a.ts', "import { mean } from 'simple-statistics'; // Math.random is never called"],
    ['src/index.ts', "export * from './laws/index.ts';"],
    [
      'properties/a.property.ts',
      "import { x } from '../src/index.ts'; import { test } from 'vitest'; import fc from 'fast-check';",
    ],
  ])('%s may say: %s', (path, text) => expect(breaches({ [path]: text })).toEqual([]));

  test('a cycle of folders is found, even of types', () => {
    const there = { 'src/dynamics/a.ts': "import type { M } from '../metrics/m.ts';" };
    const back = { 'src/metrics/m.ts': "import type { A } from '../dynamics/a.ts';" };
    expect(breaches({ ...there, ...back })).toContain('src/metrics is in an import cycle');
  });
});

/** Modules of src/, as they are called when they are built. */
const built = new Set(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replaceAll('\\', '/').replace(/\.ts$/, '.js')),
);

/** What a script may name of dist/: the public entry of the package, and its command. */
const open = new Set(['index.js', 'cli/main.js']);

/** Every other built module that a script names: imports of values and types, and strings from which a path is made. */
function insides(path: string, text: string): string[] {
  const inDist = Array.from(text.matchAll(/\bdist\/([\w./-]+\.js)\b/g), ([, name]) => name);
  const strings = Array.from(text.matchAll(/['"`]([\w./-]+\.js)['"`]/g), ([, name]) => name);
  const named = new Set([...inDist, ...strings.filter((name) => built.has(name))]);
  return [...named].filter((name) => !open.has(name)).map((name) => `${path} names ${name} of dist/`);
}

describe('scripts use the modules of src/, or the package as its users have it', () => {
  const files = readdirSync('scripts', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(mjs|ts)$/.test(name));
  // A script that makes dist/ has to name what is in it, and imports nothing of it.
  const makers = [...readFileSync('scripts/build.mjs', 'utf8').matchAll(/'scripts\/([\w-]+\.mjs)'/g)].map(([, name]) => name);

  test('scripts/', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(makers).toContain('join-modules.mjs');
    const used = files.filter((name) => !makers.includes(name));
    expect(used.flatMap((name) => insides(`scripts/${name}`, readFileSync(`scripts/${name}`, 'utf8')))).toEqual([]);
  });

  test.each(makers)('%s imports nothing of dist/', (name) =>
    expect(readFileSync(`scripts/${name}`, 'utf8')).not.toMatch(/(from|import)\s*\(?['"`][^'"`]*dist\//),
  );

  test.each([
    "import { a } from '../dist/random/stream.js';",
    "export { a } from '../../dist/laws/index.js';",
    "const { a } = await import('../dist/suite/defaults.js');",
    "const built = (path) => import(join(folder, path)); await built('laws/index.js');",
    'await import(`${root}dist/laws/index.js`);',
    "new Worker(new URL('../../dist/dynamics/workers/worker.js', import.meta.url));",
    "/** @type {import('../dist/verdicts/claim.js').Claim} */\nconst a = 1;",
  ])('must not say: %s', (text) => expect(insides('scripts/a.mjs', text)).toHaveLength(1));

  test.each([
    "import { laws } from '../dist/index.js';",
    "import { stream } from '../src/random/stream.ts';",
    "const program = new URL('../dist/cli/main.js', import.meta.url);",
    "await import(join(folder, 'index.js'));",
    "import { readFileSync } from 'node:fs'; const page = '../docs/laws.md';",
  ])('may say: %s', (text) => expect(insides('scripts/a.mjs', text)).toEqual([]));
});
