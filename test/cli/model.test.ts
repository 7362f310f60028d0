import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { laws } from '../../src/laws/index.ts';
import type { Document } from '../../src/suite/document.ts';
import { nightly, runs } from '../size.ts';
import { stop } from '../subjects/stop.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const directory = fileURLToPath(new URL('../../fixtures/models', import.meta.url));

describe('a model of one’s own', () => {
  // Two of the statistical laws take longer on it than all others together.
  const dear = ['effective-rate-scaling', 'rate-drop'];
  const asked = laws.map(({ id }) => id).filter((id) => nightly || !dear.includes(id));

  test(`laws run on a clean one, and hold (${asked.length} of ${laws.length})`, async () => {
    const settings = `--configurations 10 --seed 1 --replicas ${runs(16, 128)} --undecided pass --json`;
    const words = ['check', 'sgd', '--objective', './two-layers.mjs', '--laws', asked.join(), ...settings.split(' ')];
    const { code, stdout } = await runCli(words, { directory });
    const { results, skipped } = JSON.parse(stdout) as Document;
    expect(code).toBe(0);
    expect(results.filter(({ verdict, evidence }) => verdict !== 'holds' && evidence.kind === 'exact')).toEqual([]);
    expect(results.filter(({ objective }) => objective === 'two-layers').map(({ law }) => law)).toEqual(
      expect.arrayContaining([
        'scale-invariance',
        'gradient-orthogonality',
        'radial-identity',
        'scaling-symmetry',
        'equilibrium',
      ]),
    );
    const unclaimed = ['drive-invariance', 'gradient-accumulation', 'norm-balance', 'resume'];
    expect(skipped.map(({ law }) => law).sort()).toEqual(unclaimed);
  });

  test('with an epsilon, laws of scale are skipped with the reason', async () => {
    const words = [
      'check',
      'sgd',
      '--objective',
      './batch-normalization.mjs',
      '--laws',
      'equilibrium,finiteness',
      '--configurations',
      '5',
      '--seed',
      '1',
      '--json',
    ];
    const { code, stdout } = await runCli(words, { directory });
    const { skipped, trusted } = JSON.parse(stdout) as Document;
    expect(code).toBe(0);
    // Its code ran beside the laws, so that no verdict rests on it unnoticed.
    expect(trusted).toEqual(['./batch-normalization.mjs']);
    expect(skipped).toContainEqual({
      subject: 'sgd',
      law: 'equilibrium',
      objective: 'batch-normalization',
      reason: 'batch-normalization is not exactly scale-invariant: an epsilon acts on dense1/kernel',
    });
  });

  test('is described by the command model, as text and as JSON', async () => {
    const { code, stdout } = await runCli(['model', './pre-activation-residual.mjs', '--no-color'], { directory });
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ {2}stem +\[4, 4\] +jointly with second/);
    const json = await runCli(['model', './pre-activation-residual.mjs', '--json'], { directory });
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, kind: 'model', scaleInvariant: 'exact' });
  });

  test('is compared with what is expected of it', async () => {
    const run = async (expectation: string): Promise<{ code: number | null; stdout: string; stderr: string }> =>
      runCli(['model', './two-layers.mjs', '--seed', '7', '--expect', expectation, '--no-color'], { directory });
    const right = await run('kernel=whole,kernel=exact');
    expect(right).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ kernel is as expected: whole') });
    const wrong = await run('kernel=column');
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringContaining('✗ kernel: expected column, found whole, exact') });
    const unknown = await run('kernell=column');
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('did you mean "kernel"?') });
  });

  test('that does not return, or ends its process, is told so', async () => {
    const folder = temporaryFolder({
      'endless.mjs': `
        let calls = 0;
        export default { name: 'm', parameters: { w: [2] }, loss({ parameters: { w } }) { if (calls++ > 9) ${stop} return w[0]; } };`,
      'exits.mjs': "export default { name: 'm', parameters: { w: [2] }, loss: () => process.exit(0) };",
    });
    const endless = await runCli(['model', 'endless.mjs', '--time-limit', '0.5'], { directory: folder });
    expect(endless).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/loss did not return within 0\.5 s\n {2}look for/),
    });
    const exits = await runCli(['model', 'exits.mjs'], { directory: folder });
    expect(exits).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/ended its thread/) });
  });

  test('that is broken ends with one message and exit code 2', async () => {
    const folder = temporaryFolder({
      'noisy.mjs': "console.log('hello'); export default { name: 'noisy', parameters: { w: [2] }, loss: () => NaN };",
    });
    for (const words of [
      ['model', 'noisy.mjs'],
      ['check', 'sgd', '--objective', './noisy.mjs', '--quiet'],
    ]) {
      const { code, stdout, stderr } = await runCli(words, { directory: folder });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.match(/the loss is NaN, at ordinary weights/g)).toHaveLength(1);
    }
    const syntax = await runCli(['model', 'syntax.mjs'], { directory: temporaryFolder({ 'syntax.mjs': 'export default {' }) });
    expect(syntax).toMatchObject({ code: 2, stderr: expect.stringMatching(/^intrinsic-lr: syntax\.mjs:1:\d+: syntax error/) });
    const missing = await runCli(['check', 'sgd', '--objective', './none.mjs', '--quiet'], { directory: folder });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('MODEL_NOT_FOUND: there is no file ./none.mjs');
  });
});
