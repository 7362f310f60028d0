import { describe, expect, test } from 'vitest';
import { inferOptions } from '../../src/inference/options.ts';
import { smallCounts } from '../../src/inference/small-counts.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** SGD whose rate is multiplied by a factor of the step and of options. */
const scheduled = (
  hyperparameters: Readonly<Record<string, number>>,
  factor: (step: number, options: Readonly<Record<string, number>>) => number,
): Optimizer => ({
  name: 'scheduled',
  hyperparameters,
  init: () => ({}),
  update({ parameters, gradients, learningRate, hyperparameters: options, step }) {
    const rate = learningRate * factor(step, options);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= rate * gradients[i].data[j];
    });
  },
});

const effects = (optimizer: Optimizer): Record<string, string> =>
  Object.fromEntries(inferOptions(optimizer).map(({ name, effect }) => [name, effect]));

describe('counts of many steps are small at once', () => {
  test('in their order, and a total is no shorter than its parts', () => {
    const [{ warm, last, total }] = smallCounts({ warm: 350, last: 190, total: 540, bottom: 0.1 });
    expect([warm, last, total]).toEqual([5, 2, 8]);
  });
  test('and where one is far larger than another, so that the largest is over soon, too', () => {
    expect(smallCounts({ warm: 100, total: 100000 })).toEqual([
      { warm: 3, total: 3125 },
      { warm: 1, total: 24 },
    ]);
  });
  test('but not where there are fewer than two', () => expect(smallCounts({ total: 1000, warm: 10, top: 150.5 })).toEqual([]));
});

describe('options of long schedules', () => {
  test('of three phases act', () => {
    const wsd = scheduled({ warm: 500, stable: 8000, decay: 1500, final: 0.1 }, (step, { warm, stable, decay, final }) => {
      if (step <= warm) return step / warm;
      return step <= warm + stable ? 1 : Math.max(final, 1 - ((1 - final) * (step - warm - stable)) / decay);
    });
    expect(Object.values(effects(wsd))).not.toContain('dead');
  });

  test('of which the total is refused where it is shorter than its parts', () => {
    const trapezoid = scheduled({ total: 1000, warm: 100, last: 200, bottom: 0.1 }, (step, { total, warm, last, bottom }) => {
      if (!(warm + last <= total)) throw new RangeError('warm + last has to be at most total');
      return Math.min(1, step / warm, Math.max(bottom, (total - step) / last));
    });
    expect(Object.values(effects(trapezoid))).not.toContain('dead');
  });

  test('that are never read are dead, beside those that are', () => {
    const unread = scheduled({ warm: 500, stable: 8000, decay: 1500, final: 0.1 }, (step, { warm, stable }) =>
      step <= warm ? step / warm : step <= warm + stable ? 1 : 0.5,
    );
    expect(effects(unread)).toMatchObject({ decay: 'dead', final: 'dead', stable: 'conditional' });
  });
});
