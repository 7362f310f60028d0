import { describe, expect, test } from 'vitest';
import { wasmEngine } from '../../src/dynamics/wasm/wasm-engine.ts';
import { loss } from '../../src/metrics/loss.ts';
import { convnet } from '../../src/objectives/convnet.ts';
import { objective } from '../../src/objectives/reference.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { checkLaw } from '../../src/suite/check-law.ts';

describe('scale invariance', () => {
  test.each(['convnet?channels=3,4&batch=4', 'convnet?data=mnist&shrink=7&channels=2,3&batch=4&normaliser=layer'])(
    'of %s, by the laws',
    async (reference) => {
      for (const law of ['scale-invariance', 'gradient-orthogonality'] as const) {
        const options = { objective: objective(reference), configurations: 10 };
        expect(await checkLaw(law, sgd, options)).toMatchObject({ verdict: 'holds' });
      }
    },
  );

  test('is refuted where a group is declared of a network without a normaliser', async () => {
    const plain = convnet.create({ normaliser: 'none', channels: '3', batch: 4 });
    expect(plain.groups).toEqual([]);
    const { groups } = convnet.create({ normaliser: 'rms', channels: '3', batch: 4 });
    const wrong = { ...plain, groups };
    const verdict = await checkLaw('scale-invariance', sgd, { objective: wrong, configurations: 10 });
    expect(verdict).toMatchObject({ verdict: 'refuted' });
  });
});

test.each(['convnet?batch=16', 'convnet?data=mnist&shrink=4&channels=4,8&batch=16&trainSize=500'])('%s learns', async (name) => {
  const { windowMeans } = await wasmEngine.run({
    objective: objective(name),
    optimizer: sgd,
    learningRate: 0.5,
    weightDecay: 0.01,
    initScale: 1,
    precision: 'float32',
    seed: 1,
    streams: { initialisation: 'initialisation', data: 'data' },
    replicas: { first: 0, count: 2 },
    steps: 400,
    metrics: [loss],
    windows: [
      { from: 1, to: 10 },
      { from: 381, to: 400 },
    ],
  });
  const [a, b, c, d] = windowMeans.loss;
  expect([a, c].every((before) => before > 1.8)).toBe(true);
  expect([b, d].every((after) => after < 1.75)).toBe(true);
});

test.each([
  [{ batch: 1438 }, 'batch=1438 of 1437 rows'],
  [{ trainSize: 1438 }, 'digits has 1437 training rows'],
  [{ batch: 1 }, 'batch normalisation with batch=1'],
  [{ shrink: 3 }, 'shrink=3 of 8×8 pixels'],
  [{ sampling: 'epochs', trainSize: 32 }, 'the full batch has no order'],
])('options that conflict are refused: %j', (options, message) => {
  expect(() => convnet.create(options)).toThrow(
    expect.objectContaining({ code: 'CONFLICTING_OPTIONS', message: expect.stringContaining(message) }),
  );
});

test('its name says what it is', () => {
  expect(convnet.create({ data: 'mnist', shrink: 4, channels: '4,8' }).name).toBe('convnet-mnist-4x8-batch');
});
