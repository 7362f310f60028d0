import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, sgd } from '../src/index.ts';

const law = 'drive-invariance';

/** SGD whose steps may take their gradients from a closure; `stale`: it then uses those that were there before. */
const closed = (stale: boolean) =>
  defineOptimizer({
    name: 'closed-sgd',
    drives: { closure: [{ closure: true }] },
    init: ({ parameters, way }) => ({
      previous: parameters.map(({ data }) => data.slice()),
      stale: stale && way?.closure === true,
    }),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        for (let j = 0; j < w.length; j++)
          w[j] -= learningRate * ((state.stale ? state.previous[i][j] : g[j]) + weightDecay * w[j]);
        state.previous[i].set(g);
      });
    },
  });

describe(law, () => {
  test('is claimed of what is driven in more than one way', () => {
    expect(lawApplies(law, sgd)).toMatch('driven by calls of update');
    expect(lawApplies(law, closed(false))).toBe(true);
  });

  test('holds where a closure does what plain gradients do', async () => {
    expect(await checkLaw(law, closed(false))).toMatchObject({ verdict: 'holds' });
  });

  test('is refuted where the closure is called after the gradients are read', async () => {
    const verdict = await checkLaw(law, closed(true));
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      cause: 'closure-misused',
      counterexample: { where: { drive: 'closure' } },
    });
  });
});
