import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/arithmetic/configuration-error.ts';
import { laws } from '../../src/laws/index.ts';
import { replayCounterexample } from '../../src/suite/replay-counterexample.ts';
import { decodeReplayToken, type ReplayRecipe } from '../../src/suite/replay-token.ts';
import { trustedRecipe } from '../../src/suite/replay-trust.ts';
import { SubjectError } from '../../src/subjects/subject-error.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';
import { runs, timeout } from '../size.ts';

const folder = temporaryFolder({
  'evil.mjs': "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('ran', import.meta.url), '');",
});
const ran = join(folder, 'ran');
const evil = join(folder, 'evil.mjs');

const genuine: ReplayRecipe = {
  version: '0.1.0',
  subject: 'builtin:sgd',
  law: 'determinism',
  objective: 'isotropic-noise?dimension=4',
  seed: 1,
  alpha: 1e-6,
  configurations: 200,
  replicaLimit: 4,
  counterexample: {
    learningRate: 1,
    weightDecay: 0.125,
    initScale: 1,
    precision: 'float64',
    seed: 0,
    shapes: [[3]],
    steps: 1,
    warmUp: 0,
    resumeAfter: 1,
    rates: [1],
    decays: [1],
    multipliers: [1],
    exponent: 1,
    size: 0,
    kind: 'normal',
    gradient: 'zero',
    hyperparameters: {},
    unit: 0,
    after: 1,
    idle: false,
    hyperparameter: 'momentum',
  },
};

/** A token with a right checksum over whatever it is given. */
function forge(bytes: Buffer): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return `ilr1.${Buffer.concat([checksum, bytes]).toString('base64url')}`;
}

const forgeJson = (value: unknown): string => forge(deflateRawSync(JSON.stringify(value) ?? 'undefined'));

const foreign = [
  evil,
  `command:touch ${ran}`,
  `tfjs:${evil}`,
  `${evil}?x=1`,
  `torch:AdamW`,
  'optax:adamw',
  `${join(folder, 'e.py')}`,
];
const scalars = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'x',
    0,
    -1,
    1.5,
    1e9,
    1e300,
    -1e300,
    5e-324,
    [],
    {},
    [[]],
    [[1e9]],
    [[0]],
    ['a'],
    '__proto__',
  ),
  fc.constantFrom<unknown>(...foreign),
  fc.double(),
  fc.string(),
  fc.jsonValue(),
);
const otherLaw = fc.constantFrom(...laws.filter(({ tier }) => tier === 'exact').map(({ id }) => id));
const subjects = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('builtin:sgd', 'adam', 'lion', 'builtin:heavy-ball?momentum=0.5', 'builtin:nothing'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...foreign) },
);
const objectives = fc.constantFrom(
  'isotropic-noise?dimension=4',
  'digits-mlp?widths=8,8&batch=8',
  'isotropic-noise?dimension=1e12',
  evil,
  './m.ts',
);

/** The genuine recipe with some of it replaced: by other names, by values of any kind, or by nothing. */
const forged = fc
  .record({
    law: otherLaw,
    subject: subjects,
    objective: fc.oneof({ weight: 4, arbitrary: fc.constant(genuine.objective) }, { weight: 1, arbitrary: objectives }),
    changes: fc.array(fc.tuple(fc.constantFrom(...Object.keys(genuine.counterexample), 'where'), scalars), { maxLength: 2 }),
    outer: fc.option(fc.tuple(fc.constantFrom(...Object.keys(genuine), 'more'), scalars), { freq: 2, nil: undefined }),
  })
  .map(({ law, subject, objective, changes, outer }) => ({
    ...genuine,
    law,
    subject,
    objective,
    counterexample: { ...genuine.counterexample, ...Object.fromEntries(changes) },
    ...(outer !== undefined && { [outer[0]]: outer[1] }),
  }));

const refused = (thrown: unknown): boolean => thrown instanceof ConfigurationError || thrown instanceof SubjectError;

describe('a forged token', () => {
  test('executes nothing that it names, and ends as a verdict or as a usage error', { timeout }, async () => {
    const ends = { verdict: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 9, arbitrary: forged }, { weight: 1, arbitrary: scalars }), async (value) => {
        try {
          const { verdict } = await replayCounterexample(forgeJson(value));
          expect(['holds', 'refuted', 'undecided']).toContain(verdict);
          ends.verdict += 1;
        } catch (thrown) {
          if (!refused(thrown)) throw thrown;
          ends.refused += 1;
        }
        expect(existsSync(ran)).toBe(false);
      }),
      { seed: 14, numRuns: runs(120, 20_000) },
    );
    // Both ends are reached, so that neither is taken for granted.
    expect(Math.min(ends.verdict, ends.refused)).toBeGreaterThan(runs(120, 20_000) / 20);
  });

  test('of any bytes is read within bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, deflated) => {
        try {
          decodeReplayToken(forge(deflated ? deflateRawSync(bytes) : Buffer.from(bytes)));
        } catch (thrown) {
          if (!(thrown instanceof ConfigurationError)) throw thrown;
        }
      }),
      { seed: 14, numRuns: runs(500, 50_000) },
    );
  });

  test.each(foreign)('that names %s runs it only where it is named too', (subject) => {
    const recipe = { ...genuine, subject };
    expect(() => trustedRecipe(recipe, {})).toThrow(expect.objectContaining({ code: 'REPLAY_UNTRUSTED' }));
    expect(() => trustedRecipe({ ...recipe, objective: evil }, { optimizer: subject })).toThrow('--objective');
    expect(trustedRecipe({ ...recipe, objective: evil }, { optimizer: subject, objective: evil })).toMatchObject({
      subject,
      objective: evil,
    });
    expect(trustedRecipe(recipe, { optimizer: 'builtin:sgd' }).subject).toBe('builtin:sgd');
    expect(trustedRecipe(recipe, { trust: true })).toEqual(recipe);
  });

  test('that inflates to gigabytes, or holds brackets without end, is refused before it does', async () => {
    const deflate = createDeflateRaw({ level: 9 });
    const pieces: Buffer[] = [];
    deflate.on('data', (piece: Buffer) => pieces.push(piece));
    const ended = new Promise((resolve) => deflate.on('end', resolve));
    const blank = Buffer.alloc(2 ** 20, ' ');
    for (let i = 0; i < 200; i++) deflate.write(blank);
    deflate.end('{}');
    await ended;
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decodeReplayToken(forge(Buffer.concat(pieces)))).toThrow(/too long: it holds more than 1048576 bytes/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
    expect(() => decodeReplayToken(`ilr1.${'A'.repeat(5_000_000)}`)).toThrow(/too long: it holds 5000005 characters/);
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    const deep = JSON.stringify(genuine).replace('"shapes":[[3]]', `"shapes":[[3]],"where":${nested(100_000)}`);
    expect(() => decodeReplayToken(forge(deflateRawSync(deep)))).toThrow(ConfigurationError);
  });

  test('makes nobody wait: what counts steps is of the size that a law draws', async () => {
    for (const [law, change] of [
      ['live-hyperparameters', { after: 1e9 }],
      ['determinism', { resumeAfter: 1e9 }],
      ['scale-invariance', { unit: -1e300 }],
      ['gradient-scale', { size: 1e9 }],
    ] as const) {
      const token = forgeJson({ ...genuine, law, counterexample: { ...genuine.counterexample, ...change } });
      await expect(replayCounterexample(token)).rejects.toThrow(expect.objectContaining({ code: 'REPLAY_TOKEN' }));
    }
  });

  test('is no way around what a law draws: numbers of the wrong form refute nothing', async () => {
    for (const change of [{ size: 'x' }, { steps: 1.5 }, { shapes: [[2, 'a']] }, { rates: [null] }, { seed: undefined }]) {
      const token = forgeJson({ ...genuine, law: 'gradient-scale', counterexample: { ...genuine.counterexample, ...change } });
      await expect(replayCounterexample(token)).rejects.toThrow(expect.objectContaining({ code: 'REPLAY_TOKEN' }));
    }
  });
});
