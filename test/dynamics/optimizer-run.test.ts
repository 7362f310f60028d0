import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { sideBySide } from '../../src/dynamics/side-by-side.ts';
import { accumulateGradients } from '../../src/optimizers/accumulate-gradients.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { postsCalls, type PostedCall } from '../../src/optimizers/posted-calls.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const vector = (...entries: number[]): Tensor => ({ data: Float64Array.from(entries), shape: [entries.length] });
const numbers = (run: OptimizerRun): number[][] => run.parameters.map(({ data }) => [...data]);

/** Remembers every call and moves nothing. */
function recorder(): { calls: UpdateArguments[]; optimizer: Optimizer } {
  const calls: UpdateArguments[] = [];
  return {
    calls,
    optimizer: {
      name: 'recorder',
      hyperparameters: { momentum: 0.9, epsilon: 0.5 },
      init: () => ({ seen: 0 }),
      update: (given) => {
        calls.push(given);
        (given.state as { seen: number }).seen += 1;
      },
    },
  };
}

/** Leads to the number of the step, where somebody asks, and throws at one. */
function poster(thrower?: number): { posted: PostedCall[]; optimizer: Optimizer } {
  const posted: PostedCall[] = [];
  const optimizer: Optimizer = { ...sgd, update: (given) => sgd.update(given) };
  postsCalls(optimizer.update, (call) => {
    posted.push(call);
    return ([{ data }]) => {
      if (thrower !== undefined && call.step >= thrower) throw new Error(`no step ${thrower}`);
      data.fill(call.step);
    };
  });
  return { posted, optimizer };
}

describe('construction', () => {
  test('copies the parameters', () => {
    const start = vector(1, 2);
    const run = new OptimizerRun(sgd, [start]);
    run.step([vector(1, 1)], 0.5, 0);
    expect([...start.data]).toEqual([1, 2]);
    expect(numbers(run)).toEqual([[0.5, 1.5]]);
  });

  test('passes defaults, with the given values in their place', () => {
    const { calls, optimizer } = recorder();
    new OptimizerRun(optimizer, [vector(1)], { epsilon: 0 }).step([vector(1)], 0.1, 0.2);
    expect(calls[0].hyperparameters).toEqual({ momentum: 0.9, epsilon: 0 });
    expect(optimizer.hyperparameters).toEqual({ momentum: 0.9, epsilon: 0.5 });
  });
});

describe('calls that are known beforehand', () => {
  const calls = [1, -0.5, 2].map((g, i) => ({
    gradients: [vector(g, g / 2)],
    learningRate: 0.25 / (i + 1),
    weightDecay: 0.5 * i,
  }));

  test('give the bits of one call after the other, and go on from there', () => {
    const [together, apart] = [1, 2].map(() => new OptimizerRun(adamw, [vector(1, 2)]));
    const followed = [...together.follow(calls)].map(([{ data }]) => [...data]);
    const stepped = calls.map(({ gradients, learningRate, weightDecay }) => {
      apart.call(gradients, learningRate, weightDecay);
      return numbers(apart)[0];
    });
    expect(followed).toEqual(stepped);
    expect(together.calls).toBe(3);
    for (const run of [together, apart]) run.step([vector(1, 1)], 0.1, 0.2);
    expect(numbers(together)).toEqual(numbers(apart));
  });

  test('are handed over before anybody asks where they lead, from there and not from the parameters', () => {
    const { optimizer, posted } = poster();
    const run = new OptimizerRun(optimizer, [vector(1)]);
    const readings = run.follow(calls);
    expect(posted.map(({ step, before }) => [step, before !== undefined])).toEqual([
      [1, false],
      [2, true],
      [3, true],
    ]);
    expect([...readings]).toEqual([1, 2, 3].map((step) => [vector(step)]));
    expect(run.calls).toBe(3);
    expect(numbers(run)).toEqual([[3]]);
    // Whoever has seen the parameters may have changed them.
    run.call([vector(1)], 0.1, 0);
    expect(posted[3].before).toBeUndefined();
  });

  test('are made as they are asked for where they are not handed over', () => {
    const { calls: made, optimizer } = recorder();
    const readings = new OptimizerRun(optimizer, [vector(1)]).follow(calls)[Symbol.iterator]();
    expect(made).toHaveLength(0);
    readings.next();
    expect(made).toHaveLength(1);
  });

  test('are not handed over past a wrapper', () => {
    const { optimizer, posted } = poster();
    const wrapped: Optimizer = { ...optimizer, update: (given) => optimizer.update({ ...given, weightDecay: 0 }) };
    expect([...new OptimizerRun(wrapped, [vector(1)]).follow(calls)]).toHaveLength(3);
    expect(posted).toHaveLength(0);
  });

  test('that throw say so to whoever reads the run or a fork of it, and to nobody else', () => {
    const { optimizer } = poster(2);
    const [run, other] = [1, 2].map(() => new OptimizerRun(optimizer, [vector(1)]));
    other.call([vector(1)], 0.1, 0);
    for (const { gradients } of calls) run.call(gradients, 0.1, 0);
    const twin = run.fork();
    expect(numbers(other)).toEqual([[1]]);
    for (const each of [run, twin, run]) expect(() => each.parameters).toThrow('no step 2');
  });

  test('of several runs are made side by side, step by step', () => {
    const { optimizer, posted } = poster();
    const runs = [1, 2].map(() => new OptimizerRun(optimizer, [vector(1)]));
    const steps = calls.map((call) => [call, call]);
    expect([...sideBySide(runs, steps)]).toEqual([1, 2, 3].map((step) => [[vector(step)], [vector(step)]]));
    expect(posted.map(({ step }) => step)).toEqual([1, 1, 2, 2, 3, 3]);
    const plain = [0, 1].map(() => new OptimizerRun(sgd, [vector(1)]));
    const [first] = sideBySide(plain, steps);
    expect(first).toEqual([[vector(0.75)], [vector(0.75)]]);
    expect(plain.map(({ calls: made }) => made)).toEqual([1, 1]);
  });
});

describe('calls', () => {
  test('hands over rate, decay and a step that counts from 1', () => {
    const { calls, optimizer } = recorder();
    const run = new OptimizerRun(optimizer, [vector(1)]);
    run.step([vector(1)], 0.1, 0.2);
    run.step([vector(1)], 0.3, 0.4);
    expect(calls.map(({ step, learningRate, weightDecay }) => [step, learningRate, weightDecay])).toEqual([
      [1, 0.1, 0.2],
      [2, 0.3, 0.4],
    ]);
    expect(run.calls).toBe(2);
  });

  test('a step is n calls where n micro-batches are accumulated, and moves once', () => {
    const n = 3;
    const { calls, optimizer } = recorder();
    new OptimizerRun({ ...optimizer, microBatches: n }, [vector(1)]).step([vector(1)], 0.1, 0);
    expect(calls.map(({ step }) => step)).toEqual([1, 2, 3]);

    const start = [vector(1, -2)];
    const [whole, cut] = [sgd, accumulateGradients(sgd, n)].map((rule) => new OptimizerRun(rule, start));
    for (const run of [whole, cut]) run.step([vector(0.5, 0.25)], 0.25, 0.5);
    expect(numbers(cut)).toEqual(numbers(whole));
  });
});

describe('fork', () => {
  const gradient = (step: number): Tensor[] => [vector(Math.sin(step), Math.cos(step)), vector(step % 3)];
  const start = [vector(1, -2), vector(3)];
  const advance = (run: OptimizerRun, from: number, to: number): OptimizerRun => {
    for (let step = from; step <= to; step++) run.step(gradient(step), 0.1 / step, 0.01 * step);
    return run;
  };

  test.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))(
    '%s goes on with the same bits',
    (_, optimizer) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 6 }), (before, after) => {
          const run = advance(new OptimizerRun(optimizer, start), 1, before);
          const twin = run.fork();
          expect(twin.calls).toBe(run.calls);
          advance(run, before + 1, before + after);
          advance(twin, before + 1, before + after);
          expect(numbers(twin)).toEqual(numbers(run));
        }),
        { seed: 1, numRuns: 10 },
      );
    },
  );

  test('neither of the two sees what the other does', () => {
    const run = advance(new OptimizerRun(adamw, start), 1, 3);
    const untouched = advance(new OptimizerRun(adamw, start), 1, 3);
    const twin = run.fork();
    advance(twin, 40, 45);
    expect(numbers(run)).toEqual(numbers(untouched));
    expect(numbers(twin)).not.toEqual(numbers(run));
    advance(run, 4, 8);
    expect(numbers(run)).toEqual(numbers(advance(untouched, 4, 8)));
  });

  test('takes other hyperparameters from then on, and leaves the original its own', () => {
    const run = advance(new OptimizerRun(heavyBall, start), 1, 3);
    const plain = run.fork({ momentum: 0 });
    const before = numbers(plain);
    plain.step(gradient(4), 0.5, 0);
    expect(numbers(plain)).toEqual(before.map((w, i) => w.map((x, j) => x - 0.5 * gradient(4)[i].data[j])));
    expect(run.hyperparameters.momentum).toBe(0.9);
    expect(plain.hyperparameters).toEqual({ ...run.hyperparameters, momentum: 0 });
  });

  test('needs a state that structuredClone copies', () => {
    const hidden: Optimizer = { name: 'closure', init: () => ({ next: () => 1 }), update: () => {} };
    expect(() => new OptimizerRun(hidden, start).fork()).toThrow(/could not be cloned/);
  });
});
