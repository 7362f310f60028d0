import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stop } from '../subjects/stop.ts';
import { runCli, type Finished, type RunSettings } from './run-cli.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';

const quick = '--objective isotropic-noise?dimension=8 --islands 1 --workers 1 --quiet'.split(' ');
const falsify = (words: string, settings: RunSettings): Promise<Finished> =>
  runCli(['falsify', ...quick, ...words.split(' ')], settings);
const kept = (directory: string): string[] => {
  const own = join(directory, 'fixtures/counterexamples/equilibrium');
  return existsSync(own) ? readdirSync(own) : [];
};

describe('falsify', () => {
  test('finds a counterexample, keeps it once and exits with 4; resumed, it has the same report', async () => {
    const directory = temporaryFolder();
    const first = await falsify('--steps 100000 --seed 2 --resume campaign --json', { directory });
    expect(first.code).toBe(4);
    expect(JSON.parse(first.stdout)).toMatchObject({ kind: 'campaign', schemaVersion: 1, verdict: 'outside', seed: 2 });
    const names = kept(directory);
    expect(names.length).toBeGreaterThan(0);

    const again = await falsify('--resume campaign --json', { directory });
    expect(again.stdout).toBe(first.stdout);
    expect(kept(directory)).toEqual(names);

    const replayed = await runCli(['replay', `fixtures/counterexamples/equilibrium/${names[0]}`], { directory });
    expect(replayed.stdout).toContain('with the same numbers, to the bit');
    expect(replayed.code).toBe(4);
  });

  test('leaves plain SGD alone there, and exits with 0', async () => {
    const { code, stdout } = await falsify('--optimizer builtin:sgd --steps 30000 --seed 3', { directory: temporaryFolder() });
    expect(stdout).toContain('equilibrium survived');
    expect(code).toBe(0);
  });

  test('writes nothing on CI unless it is asked to', async () => {
    const directory = temporaryFolder();
    const { code } = await falsify('--steps 100000 --seed 2', { directory, env: { CI: 'true' } });
    expect(code).toBe(4);
    expect(kept(directory)).toEqual([]);
  });

  const built = new URL('../../dist/index.js', import.meta.url).href;
  const hanging = (condition: string, how: string): string =>
    `import { commonFields, defineConjecture, stateEquality, usualHypotheses } from ${JSON.stringify(built)};
     let calls = 0;
     export default defineConjecture({ id: 'mine', claim: 'c.', source: 'me', lasting: true, fields: commonFields,
       hypotheses: usualHypotheses, stateOf: (...given) => ${condition} ? ${how} : stateEquality(...given) });`;
  const thinking = (part: string): string =>
    `import { commonFields, defineConjecture, stateEquality, usualHypotheses } from ${JSON.stringify(built)};
     let calls = 0;
     const [clip, ...fields] = [...commonFields].sort((a, b) => Number(b.path === 'optimizer.clip') - Number(a.path === 'optimizer.clip'));
     const stuck = () => { if (++calls > 3) ${stop} };
     export default defineConjecture({ id: 'mine', claim: 'c.', source: 'me', lasting: true, stateOf: stateEquality,
       fields: commonFields, hypotheses: usualHypotheses, ${part} });`;
  const hypothesis = `hypotheses: [...usualHypotheses, { name: 'mine', fields: [], breach() { stuck(); } }]`;
  const field = `fields: [{ ...clip, words(value) { stuck(); return clip.words(value); } }, ...fields]`;
  const draws = `fields: [{ ...clip, arbitrary: clip.arbitrary.map((value) => { stuck(); return value; }) }, ...fields]`;
  const optimizer = (condition: string): string =>
    `let calls = 0;
     export default { name: 'mine', init: () => ({}), update({ parameters, gradients, learningRate: rate, weightDecay: decay }) {
       if (${condition}) ${stop}
       parameters.forEach(({ data }, i) => data.forEach((w, j) => { data[j] = w - rate * (gradients[i].data[j] + decay * w); }));
     } };`;

  test.each([
    // One that keeps its processor busy; the others only never return.
    ['a conjecture at its import', '--conjecture', 'for (;;);', 'loading ./mine.mjs'],
    ['a conjecture at a call', '--conjecture', hanging('++calls > 20', `(() => { ${stop} })()`), 'the conjecture ./mine.mjs'],
    ['a conjecture at a promise', '--conjecture', hanging('++calls > 20', 'new Promise(() => {})'), 'the conjecture ./mine.mjs'],
    ['an optimizer at once', '--optimizer', optimizer('true'), './mine.mjs'],
    ['an optimizer after a while', '--optimizer', optimizer('++calls > 20_000'), 'the optimizer ./mine.mjs'],
  ])('ends where %s hangs, and says what does', async (_, option, text, who) => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'mine.mjs'), text);
    const { code, stderr } = await falsify(`${option} ./mine.mjs --steps 500000 --seed 2 --time-limit 3`, { directory });
    expect(stderr).toContain(`${who}`);
    expect(stderr).toContain('nothing has come of it for 3 s');
    expect(code).toBe(2);
  });

  test.each([
    ['a hypothesis', hypothesis, './mine.mjs: the hypothesis "mine" has not returned for 3 s'],
    ['the words of a field', field, './mine.mjs: the field optimizer.clip has not returned for 3 s'],
    ['what draws a field', draws, './mine.mjs: the field optimizer.clip has not returned for 3 s'],
  ])('ends where %s hangs, which no thread asks, and keeps what it has found', async (_, part, sentence) => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'mine.mjs'), thinking(part));
    const words = '--conjecture ./mine.mjs --steps 300000 --seed 2 --time-limit 3 --json';
    const { code, stdout, stderr } = await falsify(words, { directory });
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'campaign', conjecture: 'mine' });
  });

  test.each([
    ['hangs', `(() => { ${stop} })()`, 'nothing has come of it'],
    ['throws', "(() => { throw new Error('no more'); })()", 'no more'],
  ])('keeps what it has found when a conjecture %s', async (_, how, sentence) => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'mine.mjs'), hanging('++calls > 60', how));
    const words = '--conjecture ./mine.mjs --steps 5000000 --seed 2 --time-limit 3 --json';
    const { code, stdout, stderr } = await falsify(words, { directory });
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
    const { found } = JSON.parse(stdout) as { readonly found: readonly unknown[] };
    expect(found.length).toBeGreaterThan(0);
    expect(readdirSync(join(directory, 'fixtures/counterexamples/mine'))).toHaveLength(found.length);
  });

  test.each([
    ['--conjecture equilibrum --steps 1', 2, 'did you mean "equilibrium"'],
    ['--proposers guess --steps 1', 2, 'there is no proposer called "guess"'],
    ['--shard 3/2 --steps 1', 2, '3/2'],
    ['--shard 1/2 --steps 100000', 5, 'was not tried'],
    ['--conjecture ./missing.mjs --steps 1', 2, 'missing.mjs'],
  ])('%s exits with %d', async (words, expected, sentence) => {
    const { code, stdout, stderr } = await falsify(words, { directory: temporaryFolder() });
    expect(`${stdout}${stderr}`).toContain(sentence);
    expect(code).toBe(expected);
  });
});
