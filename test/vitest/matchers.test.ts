import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import '../../src/vitest/register.ts';
import { toMatchFingerprint } from '../../src/vitest/matchers.ts';
import { sgd } from '../../src/optimizers/index.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';

const strong: Optimizer = {
  ...sgd,
  name: 'strong',
  update: (step) => sgd.update({ ...step, weightDecay: 1.05 * step.weightDecay }),
};
const few = { configurations: 5, seed: 1 };

/** The message of an expectation that fails. */
async function failure(expectation: Promise<void>): Promise<string> {
  try {
    await expectation;
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error('the expectation did not fail');
}

describe('toSatisfyLaw', () => {
  test('passes a law that holds, and shows what check prints of one that does not', async () => {
    await expect(sgd).toSatisfyLaw('scaling-symmetry', few);
    await expect(strong).not.toSatisfyLaw('radial-identity', few);
    const message = await failure(expect(strong).toSatisfyLaw('radial-identity', few));
    expect(message).toMatch(/^radial-identity is refuted for strong on digits-mlp/);
    expect(message).toContain('\n  Counterexample: learningRate 1, weightDecay 0.125, initScale 1');
    expect(message).toMatch(/\n {2}Likely cause: .*\n {2}Replay: intrinsic-lr replay ilr1\.[\w-]+$/);
    expect(await failure(expect(sgd).not.toSatisfyLaw('determinism', few))).toContain('and all hold: determinism');
  });

  test('fails a law that claims nothing of the optimizer, with the reason', async () => {
    expect(await failure(expect(sgd).toSatisfyLaw('gradient-accumulation', few))).toBe(
      'gradient-accumulation claims nothing here: no micro-batches are declared',
    );
    await expect(expect(sgd).toSatisfyLaw('no-such-law' as 'determinism', few)).rejects.toThrow(
      /there is no law called "no-such-law"/,
    );
  });
});

describe('toObeyLaws', () => {
  test('asks several laws, of objects and of references', async () => {
    const laws: LawId[] = ['determinism', 'zero-gradient-decay'];
    await expect(sgd).toObeyLaws({ ...few, laws });
    await expect('builtin:adamw').toObeyLaws({ ...few, laws, workers: 1 });
    const message = await failure(expect(strong).toObeyLaws({ ...few, laws: [...laws, 'radial-identity'] }));
    expect(message.match(/ is refuted for strong on /g)).toHaveLength(2);
    expect(message).not.toContain('determinism');
  });

  test('fails what crashes', async () => {
    const broken: Optimizer = {
      ...sgd,
      update: () => {
        throw new Error('no');
      },
    };
    expect(await failure(expect(broken).toObeyLaws({ ...few, laws: ['determinism'] }))).toContain(
      'SUBJECT_THROWS: sgd throws in update at step 1: Error: no',
    );
  });
});

describe('toWithstand', () => {
  test('replays a counterexample', async () => {
    const { results } = await checkOptimizer(strong, { ...few, laws: ['radial-identity'] });
    const token = results[0].replay!;
    await expect(sgd).toWithstand(token);
    const message = await failure(expect(strong).toWithstand(token));
    expect(message).toMatch(/^radial-identity is refuted on digits-mlp\S+, as before\n {2}Counterexample: learningRate 1, /);
    await expect(expect(sgd).toWithstand('ilr1.damaged')).rejects.toThrow(/replay token/);
  });
});

describe('toMatchFingerprint', () => {
  test('writes, agrees, and names a change', async () => {
    const directory = temporaryFolder();
    const written = { directory, update: true };
    await expect(sgd).toMatchFingerprint('sgd.json', written);
    expect(existsSync(join(directory, 'sgd.json'))).toBe(true);
    await expect(sgd).toMatchFingerprint('sgd.json', { directory });
    const message = await failure(expect({ ...strong, name: 'sgd' }).toMatchFingerprint('sgd.json', { directory }));
    expect(message).toMatch(
      /^sgd: its behaviour is not that of its fingerprint sgd\.json\n {2}decay per step: 0\.01 → 0\.0105\n/,
    );
    expect(message).toMatch(/If that is meant, run vitest with -u$/);
    await expect({ ...strong, name: 'sgd' }).toMatchFingerprint('sgd.json', written);
    await expect('builtin:sgd').not.toMatchFingerprint('sgd.json', { directory });
  });

  test('follows vitest in whether fingerprints are written', async () => {
    const directory = temporaryFolder();
    const under = (mode: string): Promise<unknown> =>
      toMatchFingerprint.call({ snapshotState: { _updateSnapshot: mode } }, sgd, 'fp.json', { directory });
    await expect(under('none')).rejects.toThrow(/there is no fingerprint fp\.json/);
    expect(await under('new')).toMatchObject({ pass: true });
    const text = readFileSync(join(directory, 'fp.json'), 'utf8');
    writeFileSync(join(directory, 'fp.json'), text.replace(/"decay per step": [\d.]+/, '"decay per step": 0.5'));
    expect(await under('new')).toMatchObject({ pass: false });
    expect(await under('all')).toMatchObject({ pass: true });
    expect(readFileSync(join(directory, 'fp.json'), 'utf8')).toBe(text);
  });
});

describe('toBeScaleInvariant', () => {
  const cosine = (epsilon: number, ignored = {}): object => ({
    name: 'cosine',
    parameters: { w: [3], ...ignored },
    loss: ({ parameters: { w } }: { parameters: { w: Float64Array } }) =>
      w[0] / Math.sqrt(w[0] ** 2 + w[1] ** 2 + w[2] ** 2 + epsilon),
  });

  test('says what breaks it', async () => {
    await expect(cosine(0)).toBeScaleInvariant();
    expect(await failure(expect(cosine(0.01)).toBeScaleInvariant())).toMatch(
      /^cosine is not exactly scale-invariant\n {2}w is not exactly scale-invariant because of an epsilon in its normaliser, inside the root: about 0\.01 /,
    );
    const constant = { name: 'constant', parameters: { w: [1] }, loss: () => 1 };
    expect(await failure(expect(constant).toBeScaleInvariant())).toBe(
      'constant is not exactly scale-invariant\n  its loss ignores w',
    );
  });
});
