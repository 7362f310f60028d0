import { afterAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../src/suite/failure.ts';
import { loadSubject } from '../../src/subjects/load-subject.ts';
import { subjectKinds } from '../../src/subjects/kinds/index.ts';
import { createSubjectPool } from '../../src/suite/subject-pool.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';

const counting = `let loads = 0; export default { name: 'counting', init: () => ({}), update() { return ++loads; } };`;
const folder = temporaryFolder({
  'mine.js': sgdModule('mine-js'),
  'mine.mjs': sgdModule('mine-mjs'),
  'mine.cjs': sgdModule('mine-cjs').replace('export default', 'module.exports ='),
  'mine.ts': `import { type Name, name } from './name.ts';\n${sgdModule('x').replace("'x'", 'name as Name')}`,
  'mine.mts': sgdModule('mine-mts'),
  'name.ts': `export type Name = string; export const name: Name = 'mine-ts';`,
  'package.json': '{ "type": "module" }',
  'commonjs/package.json': '{ "type": "commonjs" }',
  'commonjs/mine.js': sgdModule('mine-in-commonjs'),
  'counting.mjs': counting,
  'counting.ts': counting,
  'counting.cjs': counting.replace('export default', 'module.exports ='),
  'syntax.mjs': 'export default {\n  name: "x",\n  init( { return {}; },\n};\n',
  'syntax.ts': 'export default {\n  name: "x",\n  init( { return {}; },\n};\n',
  'imports-syntax.mjs': `import './syntax.mjs';\n`,
  'wrong-import.mjs': `\nimport { nope } from './name.mjs';\n`,
  'name.mjs': `export const name = 'mine';`,
  'missing-import.mjs': `import './there-is-none.js';`,
  'throws.mjs': `throw new TypeError('no optimizer today');`,
  'throws.ts': `throw new TypeError('no optimizer today') as Error;`,
  'named-only.mjs': `export const optimizer = { name: 'x', init() {}, update() {} };`,
  'class.mjs': 'export default class Sgd {}',
  'folder.js/readme': '',
});
const load = (reference: string): ReturnType<typeof loadSubject> => loadSubject(reference, folder);

// Failures are looked at in a worker, where Node's own loader is at work and not the test runner's.
const asked: string[] = [];
const pool = createSubjectPool(asked, { workers: 2, timeLimit: 30, directory: folder });
afterAll(() => pool.close());
async function failure(reference: string): Promise<Failure> {
  const answer = await pool.open(asked.push(reference) - 1, []);
  if (answer.kind === 'failed') return answer.failure;
  throw new Error(`${reference} did not fail: ${JSON.stringify(answer)}`);
}

describe('a reference', () => {
  test.each([
    ['builtin:adamw', 'adamw'],
    ['heavy-ball', 'heavy-ball'],
    ['./mine.js', 'mine-js'],
    ['mine.mjs', 'mine-mjs'],
    ['mine.cjs', 'mine-cjs'],
    ['./mine.ts', 'mine-ts'],
    ['mine.mts', 'mine-mts'],
    [`${folder}/mine.mjs`, 'mine-mjs'],
  ])('%s is loaded', async (reference, name) => expect((await load(reference)).name).toBe(name));

  test('of a built-in may set hyperparameters', async () => {
    expect((await load('heavy-ball?momentum=0.5')).hyperparameters).toMatchObject({ momentum: 0.5 });
    expect((await failure('builtin:lyon')).message).toContain('did you mean "lion"');
  });

  test.each(['counting.mjs', 'counting.ts', 'counting.cjs'])(
    '%s is loaded anew each time, with new module state',
    async (reference) => {
      const first = await load(reference);
      expect(first.update({} as never)).toBe(1);
      expect(first.update({} as never)).toBe(2);
      expect((await load(reference)).update({} as never)).toBe(1);
    },
  );

  test('is of one kind only', () => {
    const references = [
      'adamw',
      'builtin:adamw?beta1=0.8',
      './a.ts',
      'a.cjs',
      'C:\\a.mjs',
      'tfjs:sgd',
      'torch:AdamW?betas=0.9',
      'optax:adamw',
      'my.py',
      'folder/my.py:Mine?b1=0.9',
      'command:./mine --flag',
    ];
    for (const reference of references) {
      expect(
        subjectKinds.filter((kind) => kind.recognises(reference)).map(({ name }) => name),
        reference,
      ).toHaveLength(1);
    }
  });
});

test('an ES module in a package of CommonJS modules is understood', async () => {
  const answer = await pool.open(asked.push('commonjs/mine.js') - 1, []);
  expect(answer).toMatchObject({ kind: 'done', value: { description: { name: 'mine-in-commonjs' } } });
});

describe.concurrent('a reference that cannot be loaded says why', () => {
  test('no such file: the nearest one', async () => {
    expect(await failure('./mone.mjs')).toMatchObject({
      code: 'SUBJECT_NOT_FOUND',
      message: 'there is no file ./mone.mjs\n  did you mean "mine.mjs"?',
    });
    expect((await failure('./nowhere/at-all.ts')).message).toContain(`relative paths start at ${folder}`);
    expect((await failure('folder.js')).message).toContain('is a folder');
  });

  test('no such kind: what there is', async () => {
    expect(await failure('./readme')).toMatchObject({ code: 'SUBJECT_UNKNOWN_KIND' });
    expect((await failure('./readme')).message).toContain('./my-optimizer.ts (TypeScript module)');
    expect((await failure('mine:2.mjs')).message).toContain('if it is a file, write ./mine:2.mjs');
  });

  test('a name may hold anything: a line break is no other kind', async () => {
    expect(await failure('./two\nlines.mjs')).toMatchObject({ code: 'SUBJECT_NOT_FOUND' });
    expect(await failure('./two\nlines.mts')).toMatchObject({ code: 'SUBJECT_NOT_FOUND' });
  });

  test.each([
    ['syntax.mjs', 'syntax.mjs:3:'],
    ['syntax.ts', 'syntax.ts:3:'],
    ['imports-syntax.mjs', 'syntax.mjs:3:'],
    ['wrong-import.mjs', 'wrong-import.mjs:2: syntax error: The requested module'],
  ])('%s: file and line of the syntax error, without a stack', async (reference, where) => {
    const { code, message } = await failure(reference);
    expect(code).toBe('SUBJECT_SYNTAX');
    expect(message).toMatch(new RegExp(`^${where.replace('.', '\\.')}`));
    expect(message).not.toMatch(/\n\s+at /);
  });

  test.each(['throws.mjs', 'throws.ts'])('%s: what it throws, and where', async (reference) => {
    const error = await failure(reference);
    expect(error).toMatchObject({ kind: 'configuration', code: 'SUBJECT_IMPORT_THROWS' });
    expect(error.stack).toMatch(/no optimizer today\n[^]*throws\.m?[jt]s/);
    expect(error.message).toContain(`${reference} throws while it is imported: TypeError: no optimizer today`);
  });

  test('an import that is missing', async () => {
    expect(await failure('missing-import.mjs')).toMatchObject({ code: 'SUBJECT_IMPORT_MISSING' });
    expect((await failure('missing-import.mjs')).message).toContain('there-is-none.js');
  });

  test('another shape', async () => {
    expect((await failure('named-only.mjs')).message).toContain('named-only.mjs is not an optimizer: it has no default export');
    expect((await failure('class.mjs')).message).toContain('the class Sgd');
  });
});
