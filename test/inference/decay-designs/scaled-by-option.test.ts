import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import { coordinatewise } from '../rules.ts';

/** Signs, at a rate and with a decay that options scale. */
const scaled = (by: (options: Readonly<Record<string, number>>) => number): ReturnType<typeof coordinatewise> =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, hyperparameters }) =>
      w - learningRate * by(hyperparameters) * (Math.sign(g) + weightDecay * w),
    { hyperparameters: { batch: 512, base: 256 } },
  );

test('a decay that goes with the root of an option, or with the option, is set by it', () => {
  expect(inferDecay(scaled(({ batch, base }) => Math.sqrt(batch / base))).design).toMatchObject({
    cause: 'decay-scaled-by-option',
    sentence: expect.stringContaining('the root of batch') as string,
  });
  expect(inferDecay(scaled(({ batch, base }) => batch / base)).design?.sentence).toContain('proportional to batch');
});

test('a constant is none', () => expect(inferDecay(scaled(() => Math.sqrt(2))).finding?.cause).toBe('decay-times-constant'));
