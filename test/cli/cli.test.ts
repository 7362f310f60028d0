import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { documentRecord } from '../../src/records/document-record.ts';
import type { Document } from '../../src/suite/document.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const wrong = sgdModule('wrong', 'weightDecay /= learningRate;').replace(
  'init()',
  "contract: { weightDecay: 'coupled' }, init()",
);
const folder = temporaryFolder({
  'good.mjs': sgdModule('good'),
  'wrong.mjs': wrong,
  'wrong.ts': wrong,
  'loud.mjs': sgdModule('loud', `console.log('{ "verdict": "mine" }');`),
  // Correct in float64, which is all that is measured before the laws are asked; stops for ever in float32.
  'waits.mjs': `import { writeFileSync } from 'node:fs';
    const wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    ${sgdModule('waits', `if (parameters[0].data instanceof Float32Array) { writeFileSync('WAITING', ''); wait(); }`)}`,
  'loop.mjs': sgdModule('loop', 'if (step === 5) for (;;);'),
  'throws.mjs': sgdModule('throws', 'if (step === 7) throw new RangeError("enough");'),
  'gate/intrinsic-lr.config.ts': `
    const few: string[] = ['determinism', 'finiteness', 'live-hyperparameters', 'zero-gradient-decay'];
    export default { subjects: ['../good.mjs', '../throws.mjs', '../wrong.ts'], laws: few, configurations: 20, seed: 5 };`,
  'bad-config/intrinsic-lr.config.mjs': `export default { subjects: ['sgd'], alpha: 'small' };`,
});
const run = (words: string, settings: Parameters<typeof runCli>[1] = {}) =>
  runCli(words.split(' '), { directory: folder, ...settings });
const documentOf = (stdout: string): Document => documentRecord.schema.parse(JSON.parse(stdout)) as unknown as Document;
const few = '--laws determinism,zero-gradient-decay --configurations 20';

describe.concurrent('check', () => {
  test('holds: exit 0, a table, and the seed', async () => {
    const { code, stdout, stderr } = await run(`check good.mjs ${few} --seed 42`);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/✓ {2}determinism/);
    expect(stdout).toMatch(/holds: 2 hold, 0 refuted, 0 undecided\n/);
    expect(stdout).toContain('seed 42');
    expect(code).toBe(0);
  });

  test('draws a seed, prints it, and gives the same results for it again', async () => {
    const first = documentOf((await run(`check good.mjs ${few} --json`)).stdout);
    const again = documentOf((await run(`check good.mjs ${few} --json --seed ${first.seed} --workers 1`)).stdout);
    expect(again).toEqual({ ...first, elapsedSeconds: again.elapsedSeconds });
  });

  test('refuted: exit 1, a failure in a few lines, and a token that replays bit for bit in another process', async () => {
    const { code, stdout } = await run(
      'check wrong.ts --laws determinism,zero-gradient-decay --configurations 30 --seed 9 --json',
    );
    const document = documentOf(stdout);
    expect(code).toBe(1);
    expect(document.verdict).toBe('refuted');
    const refuted = document.results.find(({ verdict }) => verdict === 'refuted')!;
    expect(refuted).toMatchObject({
      subject: 'wrong',
      diagnosis: expect.any(String),
      counterexample: { learningRate: expect.any(Number) },
    });

    const replay = await run(`replay ${refuted.replay} --optimizer wrong.ts --json`);
    expect(replay.code).toBe(1);
    const [again] = documentOf(replay.stdout).results;
    expect(again.effect).not.toBeNull();
    expect(Object.is(again.effect, refuted.effect)).toBe(true);
    expect(again).toMatchObject({
      law: refuted.law,
      counterexample: refuted.counterexample,
      interval: refuted.interval,
      replay: refuted.replay,
    });

    const shown = await run(`replay ${refuted.replay} --trust`);
    expect(shown.stdout).toMatch(
      new RegExp(
        `✗ ${refuted.law} is refuted for wrong on [^]*Replay: intrinsic-lr replay ${refuted.replay} --optimizer wrong\\.ts\\n`,
      ),
    );
    const untold = await run(`replay ${refuted.replay}`);
    expect(untold).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('name it too: --optimizer wrong.ts;') });
  });

  test('keeps stdout to one document whatever the optimizer prints there', async () => {
    const { code, stdout, stderr } = await run(`check loud.mjs ${few} --json`);
    expect(documentOf(stdout).verdict).toBe('holds');
    expect(stderr).toMatch(/kept back [\d,]+ bytes that optimizers wrote to stdout/);
    expect(code).toBe(0);
  });

  test.each([
    ['check ./godo.mjs', 2, /no file \.\/godo\.mjs\n {2}did you mean "good\.mjs"/],
    ['check good.mjs --laws determinsm', 2, /no law called "determinsm"\n {2}did you mean "determinism"/],
    ['check good.mjs --seed 1.5', 2, /'1\.5' is invalid.*whole number/],
    ['check good.mjs --sed 1', 2, /unknown option '--sed'\n\(Did you mean --seed\?\)/],
    ['check', 2, /missing required argument 'optimizer'/],
    ['chekc good.mjs', 2, /unknown command 'chekc'\n\(Did you mean check\?\)/],
    [
      'check loop.mjs --time-limit 0.5',
      3,
      /SUBJECT_HANGS: loop\.mjs does not return from update at step 5: stopped after 0\.5 seconds/,
    ],
    ['check good.mjs --laws gradient-accumulation', 5, /^$/],
    ['replay ilr1.AAAABBBB', 2, /damaged/],
    ['gate --reporter json,junit', 2, /would both write to standard output/],
  ])('%s: exit %i', async (words, expected, message) => {
    const { code, stdout, stderr } = await run(words);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(expected);
    if (expected !== 5) expect(stdout).toBe('');
  });

  test('nothing selected says why', async () => {
    const { stdout } = await run('check good.mjs --laws gradient-accumulation');
    expect(stdout).toContain('–  gradient-accumulation: no micro-batches are declared');
  });

  test('shows stacks only with --verbose, also in the document', async () => {
    const { stderr } = await run('check throws.mjs --verbose');
    expect(stderr).toMatch(/RangeError: enough\n\s+at .*update.*throws\.mjs/);
    const { stdout } = await run('check throws.mjs --json');
    expect(documentOf(stdout).errors[0]).toMatchObject({ code: 'SUBJECT_THROWS', function: 'update', step: 7 });
    expect(documentOf(stdout).errors[0].stack).toBeUndefined();
  });

  test('a time budget that runs out leaves undecided laws: exit 4', async () => {
    const { code, stdout } = await run('check waits.mjs --laws determinism,finiteness --budget 700ms --time-limit 60 --json');
    const document = documentOf(stdout);
    expect(document).toMatchObject({ verdict: 'undecided', interrupted: true });
    expect(document.results.map(({ law, verdict, reason }) => [law, verdict, reason])).toEqual(
      ['determinism', 'finiteness'].map((law) => [law, 'undecided', 'the time budget of 0.7 s ran out']),
    );
    expect(code).toBe(4);
  });
});

describe.concurrent('an interrupted run', () => {
  test('prints what is known as one document, and exits with 130', async () => {
    const { code, stdout } = await run(
      'check waits.mjs --laws live-hyperparameters,determinism --time-limit 60 --workers 1 --json',
      {
        onStart: (child) => {
          // What a subject writes stays with it; a file that it makes says that it is at work.
          const watcher = watch(folder, (_, name) => {
            if (name !== 'WAITING') return;
            watcher.close();
            child.kill('SIGINT');
          });
        },
      },
    );
    expect(code).toBe(130);
    const document = documentOf(stdout);
    expect(document.interrupted).toBe(true);
    expect(document.results.at(-1)).toMatchObject({ law: 'live-hyperparameters', verdict: 'undecided', reason: 'interrupted' });
  });
});

describe.concurrent('gate', () => {
  test('runs what the configuration says, goes on past a crash, and reports to several places at once', async () => {
    const { code, stdout, stderr } = await run(
      'gate --reporter terminal,json,junit,github --output-file json=out/r.json --output-file junit=out/r.xml --time-limit 60',
      {
        directory: join(folder, 'gate'),
        env: { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
      },
    );
    // Refuted, whatever happened to the other subject.
    expect(code).toBe(1);
    expect(stderr).toContain('SUBJECT_THROWS: throws throws in update at step 7');
    const document = documentOf(readFileSync(join(folder, 'gate/out/r.json'), 'utf8'));
    expect(document).toMatchObject({
      kind: 'gate',
      verdict: 'refuted',
      seed: 5,
      errors: [{ subject: '../throws.mjs', code: 'SUBJECT_THROWS' }],
    });
    expect(document.subjects.map(({ name }) => name)).toEqual(['good', 'wrong']);
    expect(new Set(document.results.map(({ subject }) => subject))).toEqual(new Set(['good', 'wrong']));
    expect(readFileSync(join(folder, 'gate/out/r.xml'), 'utf8')).toContain('<testsuite name="wrong"');
    expect(stdout).toMatch(/^good {2}\.\.\/good\.mjs\n/);
    expect(stdout).toMatch(/^::error file=\.\.\/wrong\.ts,/m);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('### intrinsic-lr: refuted');
  });

  test('takes options of the command line over the configuration', async () => {
    const { stdout } = await run('gate --laws finiteness --seed 6 --configurations 3 --json', {
      directory: join(folder, 'gate'),
    });
    expect(documentOf(stdout)).toMatchObject({ seed: 6, configurations: 3 });
    expect(new Set(documentOf(stdout).results.map(({ law }) => law))).toEqual(new Set(['finiteness']));
  });

  test('runs the built-in default where there is no configuration', async () => {
    const { code, stdout } = await run('gate --laws live-hyperparameters --configurations 5 --json');
    expect(documentOf(stdout).subjects.map(({ name }) => name)).toEqual([
      'sgd',
      'heavy-ball',
      'adamw',
      'nesterov',
      'adam',
      'sgdw-independent',
    ]);
    expect(code).toBe(0);
  });

  test('refuses a configuration that is wrong', async () => {
    const { code, stderr } = await run('gate', { directory: join(folder, 'bad-config') });
    expect(stderr).toContain('intrinsic-lr.config.mjs is not a configuration:\n  - alpha: received "small"; expected number');
    expect(code).toBe(2);
  });
});

describe.concurrent('the other commands', () => {
  test('infer prints what was measured, and a document with no results', async () => {
    const { code, stdout } = await run('infer builtin:adamw --json');
    expect(documentOf(stdout)).toMatchObject({
      kind: 'infer',
      results: [],
      subject: { name: 'adamw', inferred: { intrinsic: 'η·λ' } },
    });
    expect(code).toBe(0);
    expect((await run('infer builtin:sgd')).stdout).toMatch(
      /^sgd {2}builtin:sgd\n {2}intrinsic learning rate: η·λ; symmetry \(c²·η, c⁻²·λ\)/,
    );
  });

  test('list prints every law, optimizer, objective and reporter', async () => {
    const { stdout } = await run('list --json');
    const lists = JSON.parse(stdout) as Record<string, { name: string }[]>;
    const topics = ['laws', 'optimizers', 'objectives', 'conjectures', 'studies', 'metrics', 'datasets', 'layers', 'reporters'];
    expect(Object.keys(lists)).toEqual(topics);
    for (const items of Object.values(lists)) expect(items.length).toBeGreaterThan(1);
    const { stdout: text } = await run('list optimizers');
    expect(text).toMatch(/^optimizers\n {2}adadelta /);
    expect((await run('list optimiser')).stderr).toContain('did you mean "optimizers"');
  });

  test('examples fit into 80 columns', () => {
    const lines = commands.flatMap(({ examples }) => examples).map((example) => `  intrinsic-lr ${example}`);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('list fits into 80 columns, whatever is listed', async () => {
    const { stdout } = await runCli(['list']);
    expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
    expect(stdout).toMatch(/^studies$.*^metrics$.*^datasets$.*^layers$/ms);
  });

  test.each([[['optimise', '--help']], [['--help', 'optimise']], [['optimise', '--version', '--json']], [['optimise']]])(
    '%j is a usage error, and no explanation of something else',
    async (words) => {
      expect(await runCli(words)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining("unknown command 'optimise'"),
      });
    },
  );

  test('doctor finds a working machine', async () => {
    const { code, stdout } = await run('doctor --json');
    const { works, findings } = JSON.parse(stdout) as { works: boolean; findings: { name: string; state: string }[] };
    expect(works).toBe(true);
    expect(code).toBe(0);
    expect(findings.filter(({ name }) => /Node|worker|digits|core/.test(name)).map(({ state }) => state)).toEqual([
      'works',
      'works',
      'works',
    ]);
  });

  test('help and version go to stdout; no command at all is a usage error', async () => {
    const help = await run('check --help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('intrinsic-lr check builtin:adamw --tier exact');
    expect((await run('--version')).stdout).toBe('0.1.0\n');
    const bare = await runCli([], { directory: folder });
    expect(bare).toMatchObject({ code: 2, stdout: '' });
    expect(bare.stderr).toContain('Usage: intrinsic-lr');
  });

  test('colours are printed only when they are wanted', async () => {
    expect((await run('infer sgd', { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[');
    expect((await run('infer sgd', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain('\u001b[');
    expect((await run('infer sgd --no-color', { env: { FORCE_COLOR: '1' } })).stdout).not.toContain('\u001b[');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});
