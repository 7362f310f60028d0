import { expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

type Schedule = (step: number) => number;

/** AdamW whose moments keep a tenth of themselves at every twelfth step, under schedules of its own. */
const restarting = (ofStep: Schedule, ofDecay: Schedule): Optimizer => ({
  name: 'restarting',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: { weightDecay: 'decoupled' },
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, weightDecay, step, hyperparameters: { beta1, beta2, epsilon } }) {
    const keep = step > 1 && step % 12 === 1 ? 0.1 : 1;
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = (state as { m: Float64Array; v: Float64Array }[])[i];
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        m[j] = beta1 * keep * m[j] + (1 - beta1) * g;
        v[j] = beta2 * keep * v[j] + (1 - beta2) * g * g;
        const u = m[j] / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
        w[j] -= learningRate * (ofStep(step) * u + ofDecay(step) * weightDecay * w[j]);
      }
    });
  },
});

/** Heavy ball under schedules of its own. */
const cooling = (ofStep: Schedule, ofDecay: Schedule): Optimizer => ({
  name: 'cooling',
  hyperparameters: { momentum: 0.9 },
  contract: { weightDecay: 'decoupled' },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, step, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const m = (state as Float64Array[])[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = momentum * m[j] + gradients[i].data[j];
        w[j] -= learningRate * (ofStep(step) * m[j] + ofDecay(step) * weightDecay * w[j]);
      }
    });
  },
});

const warmAgain: Schedule = (step) => (step <= 12 ? 1 : Math.min(1, (((step - 1) % 12) + 1) / 4));
const cosine: Schedule = (step) => 0.55 + 0.45 * Math.cos((Math.PI * Math.min(step, 20)) / 20);
const squared =
  (schedule: Schedule): Schedule =>
  (step) =>
    schedule(step) ** 2;
const constant: Schedule = () => 1;

test.each([
  ['a warm-up after a restart', restarting, warmAgain],
  ['a cosine', cooling, cosine],
] as const)(
  '%s that scales steps scales a decay that is claimed, and not one that has it alone or twice',
  async (_, made, schedule) => {
    const read = (ofStep: Schedule, ofDecay: Schedule) => {
      const optimizer = made(ofStep, ofDecay);
      return inferDecay(optimizer, optimizer.contract);
    };
    expect(read(schedule, schedule)).toMatchObject({ design: { cause: 'decay-share-of-step' } });
    const { results } = await checkOptimizer(made(schedule, schedule), { laws: ['zero-gradient-decay'], configurations: 50 });
    expect(results).toMatchObject([{ verdict: 'holds' }]);
    for (const [ofStep, ofDecay] of [
      [constant, schedule],
      [schedule, squared(schedule)],
    ])
      expect(read(ofStep, ofDecay)).toMatchObject({ finding: { cause: 'decay-scheduled' } });
  },
);
