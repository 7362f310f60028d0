import { expect, test } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { timeout } from '../size.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';

const exempt = `contract: { weightDecay: 'coupled', exempt: { 'zero-gradient-decay': 'by design', 'first-step': 'by design' } }`;
const wrong = sgdModule('wrong', 'weightDecay /= learningRate;').replace('init()', `${exempt}, init()`);
const gate = (more: string): string => `export default { subjects: ['./wrong.mjs'], configurations: 5, ${more} };`;
const laws = "laws: ['zero-gradient-decay', 'first-step', 'finiteness']";
const folder = temporaryFolder({
  'wrong.mjs': wrong,
  'alone.mjs': gate(laws),
  'granted.mjs': gate(`${laws}, exempt: ['zero-gradient-decay', 'first-step']`),
  'half.mjs': gate(`${laws}, exempt: ['zero-gradient-decay']`),
});
const few = ['--laws', 'zero-gradient-decay,first-step,finiteness', '--configurations', '5', '--workers', '1', '--quiet'];
const check = (...more: string[]): ReturnType<typeof runCli> =>
  runCli(['check', './wrong.mjs', ...few, ...more], { directory: folder });

test('a module cannot exempt itself from what it breaks', { timeout }, async () => {
  const { code, stdout } = await check('--json');
  expect(code).toBe(4);
  const { results, skipped } = JSON.parse(stdout) as {
    results: { law: string; verdict: string; reason?: string }[];
    skipped: [];
  };
  expect(skipped).toEqual([]);
  expect(results.map(({ law, verdict }) => `${law} ${verdict}`).toSorted()).toEqual([
    'finiteness holds',
    'first-step undecided',
    'zero-gradient-decay undecided',
  ]);
  expect(results.find(({ law }) => law === 'first-step')?.reason).toContain('--exempt first-step');
});

test('unless whoever runs the laws grants it', { timeout }, async () => {
  expect((await check('--exempt', 'zero-gradient-decay,first-step')).code).toBe(0);
  expect((await check('--exempt', 'first-step')).code).toBe(4);
  const misspelt = await check('--exempt', 'first-stepp');
  expect(misspelt.code).toBe(2);
  expect(misspelt.stderr).toContain('first-step');
});

test.each([
  ['alone.mjs', [], 4],
  ['half.mjs', [], 4],
  ['granted.mjs', [], 0],
  ['alone.mjs', ['--exempt', 'zero-gradient-decay,first-step'], 0],
])(
  'the gate of %s %j',
  async (file, more, expected) => {
    const { code, stdout } = await runCli(['gate', '--config', file, '--quiet', ...more], { directory: folder });
    expect(code, stdout).toBe(expected);
  },
  timeout,
);
