import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { scripts, engines } = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

/** Whatever tells somebody to run a command: pages, workflows, scripts and their headers. */
const texts = ['.github', '.ci', 'docs', 'scripts', 'bench', 'examples', 'test', 'fixtures', 'src']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name.replaceAll('\\', '/')}`,
    ),
  )
  .filter((path) => /(\.(md|ya?ml|mjs|ts|py)|^\.ci\/run)$/.test(path) && path !== 'test/commands.test.ts')
  .concat('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md');

/** Commands with a variable in them stand for each value of its list. */
function withMatrix(text: string): string {
  const [, list] = /^\s+command: \[(.*)\]$/m.exec(text) ?? [];
  const values = list?.split(',').map((value) => value.trim().replace(/^'(.*)'$/, '$1')) ?? [];
  return text.replace(/^(.*)\$\{\{ matrix\.command \}\}$/gm, (_, before: string) =>
    values.map((value) => before + value).join('\n'),
  );
}

/** What a text tells to run that cannot be run. */
function problemsOf(text: string): string[] {
  const problems: string[] = [];
  const commands = withMatrix(text).matchAll(
    /\bnpm run (?:--silent )?(?:--prefix \S+ )?([a-z][\w:-]*)((?: +(?:-- )?--?[\w-]+)*)/g,
  );
  for (const [command, name, words] of commands) {
    const script = scripts[name] as string | undefined;
    if (script === undefined) {
      problems.push(`${command}: package.json has no script ${name}`);
      continue;
    }
    const [program] = /(?:scripts|bench)\/[\w/-]+\.(?:ts|mjs)(?!.*\/[\w-]+\.(?:ts|mjs))/.exec(script) ?? [];
    const source = program === undefined ? '' : read(program);
    if (!source.includes('parseArgs')) continue;
    for (const [, flag] of words.matchAll(/ --([\w-]+)/g))
      if (!new RegExp(`^\\s*(.*[{,] )?'?${flag}'?: \\{ type`, 'm').test(source))
        problems.push(`${command}: ${program} has no --${flag}`);
  }
  for (const [command, path] of text.matchAll(/\bnode ((?:scripts|bench|dist)\/[\w/.-]+\.(?:mjs|js))/g))
    if (!existsSync(join(root, path))) problems.push(`${command}: there is no ${path}`);
  return problems;
}

describe('commands that pages, workflows and scripts name', () => {
  test('exist, with their flags', () => {
    const problems = texts.flatMap((path) => problemsOf(read(path)).map((problem) => `${path}: ${problem}`));
    expect(problems).toEqual([]);
    const found = texts.filter((path) => /npm run /.test(read(path)));
    expect(found).toContain('.github/workflows/nightly.yml');
    expect(found.length).toBeGreaterThan(20);
  });

  test.each([
    ['npm run surveys', 'no script surveys'],
    ['npm run --silent kil-matrix', 'no script kil-matrix'],
    ['npm run survey -- --objects 100', 'has no --objects'],
    [
      "        command: ['examine -- --configuration 100', mutants]\n      - run: npm run ${{ matrix.command }}",
      'has no --configuration',
    ],
    ['        command: [mutant]\n      - run: npm run ${{ matrix.command }}', 'no script mutant'],
    ['node bench/tokens.mjs', 'there is no bench/tokens.mjs'],
  ])('one that does not is seen: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });
});

describe.each(readdirSync(join(root, '.github/workflows')))('the workflow %s', (name) => {
  const text = read(`.github/workflows/${name}`);

  test('runs under versions of Node that the package is for', () => {
    const [, least] = /(\d+)/.exec(engines.node)!;
    const versions = [...text.matchAll(/node(?:-version)?: \[?([\d, ]+)\]?$/gm)].flatMap(([, list]) =>
      list.split(',').map(Number),
    );
    expect(versions).toContain(Number(least));
    expect(Math.min(...versions)).toBe(Number(least));
  });

  test('keeps the Node that was set up where it becomes root, whose own path sudo would take', () => {
    const lines = text.split('\n').filter((line) => /\bsudo\b/.test(line));
    for (const line of lines) expect(line).toContain('sudo --preserve-env env "PATH=$PATH"');
  });
});
