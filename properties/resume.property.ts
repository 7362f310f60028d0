import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, heavyBall, lawApplies } from '../src/index.ts';

const law = 'resume';

/** Heavy-ball that can be saved and loaded; what a load does to its buffers is the question. */
const saved = (load: (buffers: Float64Array[]) => void) =>
  defineOptimizer({
    name: 'saved-heavy-ball',
    drives: { resume: [{}] },
    init: ({ parameters, way }) => ({
      buffers: parameters.map(({ data }) => new Float64Array(data.length)),
      at: (way?.resume as number | undefined) ?? 0,
    }),
    update({ parameters, gradients, state: { buffers, at }, learningRate, weightDecay, step }) {
      if (step === at + 1 && at > 0) load(buffers);
      parameters.forEach(({ data: w }, i) => {
        const [g, b] = [gradients[i].data, buffers[i]];
        for (let j = 0; j < w.length; j++) {
          b[j] = 0.9 * b[j] + g[j] + weightDecay * w[j];
          w[j] -= learningRate * b[j];
        }
      });
    },
  });

describe(law, () => {
  test('is claimed of what can be saved', () => {
    expect(lawApplies(law, heavyBall)).toMatch('driven by calls of update');
    expect(
      lawApplies(
        law,
        saved(() => {}),
      ),
    ).toBe(true);
  });

  test('holds where everything is loaded', async () => {
    expect(
      await checkLaw(
        law,
        saved(() => {}),
      ),
    ).toMatchObject({ verdict: 'holds' });
  });

  test.each([
    ['lost', (b: Float64Array[]) => b.forEach((buffer) => buffer.fill(0))],
    [
      'rounded',
      (b: Float64Array[]) => b.forEach((buffer) => buffer.set(Float64Array.from(buffer, (x) => Number(x.toPrecision(3))))),
    ],
    ['exchanged', (b: Float64Array[]) => b.forEach((buffer) => buffer.reverse())],
  ])('is refuted where momentum is %s', async (_, load) => {
    const verdict = await checkLaw(law, saved(load));
    expect(verdict).toMatchObject({ verdict: 'refuted', cause: 'state-not-saved' });
    expect(verdict.diagnosis).toMatch('goes on otherwise');
  });
});
