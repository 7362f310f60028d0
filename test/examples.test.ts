import { existsSync, readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as entry from '../src/index.ts';
import '../src/vitest/register.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** A piece of code that is meant to run, and where it stands. */
interface Example {
  readonly place: string;
  readonly code: string;
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** The code blocks that follow `@example` in the comments of a source file. */
function docstringExamples(path: string, text: string): Example[] {
  const comments = text.matchAll(/\/\*\*[^]*?\*\//g);
  return Array.from(comments, ({ 0: comment, index }) => ({ comment, index })).flatMap(({ comment, index }) =>
    Array.from(comment.matchAll(/@example[^]*?```ts\n([^]*?)\n *\* ```/g), (match) => ({
      place: `${path}:${lineOf(text, index + match.index)}`,
      code: match[1].replace(/^ *\* ?/gm, ''),
    })),
  );
}

/** The blocks of a Markdown file in JavaScript or TypeScript that are not marked `no-run`. */
function markdownExamples(path: string, text: string): Example[] {
  const blocks = text.matchAll(/^```(\w+)(.*)\n([^]*?)\n```$/gm);
  return Array.from(blocks)
    .filter(
      ([, language, information]) => /^(ts|js|mjs|typescript|javascript)$/.test(language) && !/\bno-run\b/.test(information),
    )
    .map(({ 3: code, index }) => ({ place: `${path}:${lineOf(text, index)}`, code }));
}

const names = Object.keys(entry);
const modules: Record<string, unknown> = {
  'intrinsic-lr': entry,
  'intrinsic-lr/vitest': {},
  'fast-check': fc,
  vitest: { describe, expect, test },
};

/** Runs an example with every public name, `expect` and `fc` in scope; it may also import them. */
async function run({ place, code }: Example): Promise<void> {
  const { outputText, diagnostics } = ts.transpileModule(code, {
    fileName: 'example.ts',
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true },
  });
  // A name that an example declares or imports itself hides the one in scope, so the example is a block of its own.
  const body = `{${outputText.replace('"use strict";', '').replace(/^Object\.defineProperty\(exports.*$/m, '')}\n}`;
  expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
  const require = (name: string): unknown => {
    if (name in modules) return modules[name];
    throw new Error(`the example at ${place} imports ${name}`);
  };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const example = AsyncFunction('require', 'exports', 'expect', 'fc', ...names, `"use strict";\n${body}`);
  await example(require, {}, expect, fc, ...names.map((name) => entry[name as keyof typeof entry]));
}

const sources = readdirSync(new URL('src/', root), { recursive: true })
  .map((path) => `src/${String(path).replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.ts'))
  .sort();
const documents = [
  ...['README.md', 'CONTRIBUTING.md'].filter((path) => existsSync(new URL(path, root))),
  ...readdirSync(new URL('docs/', root))
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];
const examples = [
  ...sources.flatMap((path) => docstringExamples(path, read(path))),
  ...documents.flatMap((path) => markdownExamples(path, read(path))),
];

describe('every example runs', () => {
  test.each(examples.map((example) => [example.place, example] as const))('%s', async (_, example) => {
    await run(example);
  });
});

describe('every example checks something', () => {
  test.each(examples.filter(({ place }) => place.startsWith('src/')).map((example) => [example.place, example] as const))(
    '%s',
    (_, { code }) => {
      expect(code).toMatch(/\bexpect\(/);
    },
  );
});

/** Files that the public entry exports functions, classes or members of a registry from. */
function publicFiles(path: string): string[] {
  const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const target = new URL(statement.moduleSpecifier.text, `file:///${path}`).pathname.slice(1);
    if (ts.isImportDeclaration(statement)) return statement.importClause?.phaseModifier === undefined ? [target] : [];
    if (statement.isTypeOnly) return [];
    if (/\/(index|elementary)\.ts$/.test(target)) return publicFiles(target);
    const clause = statement.exportClause;
    const exported =
      clause !== undefined && ts.isNamedExports(clause) ? clause.elements.filter(({ isTypeOnly }) => !isTypeOnly) : [];
    return exported.length > 0 ? [target] : [];
  });
}

describe('every public function has an example', () => {
  // Claims are shown by `properties/` and studies by their pages; the others are errors that are thrown, and functions of another package.
  const shown = (path: string): boolean =>
    /^src\/(laws\/|subjects\/(model|subject)-error|statistics\/descriptive)/.test(path) ||
    /^export const \w+: Study = /m.test(read(path));
  const files = [...new Set(publicFiles('src/index.ts'))].filter((path) => !shown(path));

  test('of which there are many', () => {
    expect(files.length).toBeGreaterThan(80);
  });

  test.each(files)('%s', (path) => {
    expect(docstringExamples(path, read(path)).length).toBeGreaterThan(0);
  });
});

describe('the runner itself', () => {
  const example = (code: string): Example => ({ place: 'here', code });

  test('fails an example that is wrong', async () => {
    await expect(run(example('expect(1 + 1).toBe(3);'))).rejects.toThrow(/expected 2 to be 3/);
    await expect(run(example('expect(sgd.name).toBe("adam");'))).rejects.toThrow();
    await expect(run(example('await Promise.resolve();\nexpect(fc.nat).toBeUndefined();'))).rejects.toThrow();
  });

  test('fails an example that uses what is not public, imports what is not there, or is no program', async () => {
    await expect(run(example('normalTensors();'))).rejects.toThrow(ReferenceError);
    await expect(run(example('import { readFileSync } from "node:fs";\nreadFileSync("x");'))).rejects.toThrow(/imports node:fs/);
    await expect(run(example('import { noSuchName } from "intrinsic-lr";\nnoSuchName();'))).rejects.toThrow(TypeError);
    await expect(run(example('const x = ;'))).rejects.toThrow();
  });

  test('lets an example declare and import what is in scope already', async () => {
    await run(example("import { sgd } from 'intrinsic-lr';\nimport { expect } from 'vitest';\nexpect(sgd.name).toBe('sgd');"));
    await run(example('const sgd = { name: "own" };\nexpect(sgd.name).toBe("own");'));
    await run(example("export default { name: 'sgd' as const };"));
  });

  test('finds examples in comments and in Markdown, and leaves out what is marked', () => {
    const comment = '/**\n * One.\n *\n * @example\n * ```ts\n * const x = 1;\n *\n * expect(x).toBe(1);\n * ```\n */\n';
    expect(docstringExamples('file.ts', `\n${comment}`)).toEqual([
      { place: 'file.ts:5', code: 'const x = 1;\n\nexpect(x).toBe(1);' },
    ]);
    expect(docstringExamples('file.ts', comment.replace('@example', 'Like this:'))).toEqual([]);
    const markdown =
      '```ts\nfirst();\n```\n\n```js no-run name.mjs\nsecond();\n```\n\n```console\nthird\n```\n\n```js\nfourth();\n```\n';
    expect(markdownExamples('file.md', markdown)).toEqual([
      { place: 'file.md:1', code: 'first();' },
      { place: 'file.md:13', code: 'fourth();' },
    ]);
  });
});
