import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import { rebuildRule } from '../../../src/inference/whole-rules/rebuild-rule.ts';
import { withMistake, type WholeMistake } from '../../../src/inference/whole-rules/whole-mistake.ts';
import { wholeMistakes } from '../../../src/inference/whole-rules/whole-mistakes.ts';
import { adadelta, adafactor, adamw, lamb, lars, muon, scheduleFreeSgd, sgdRelativeClip } from '../../../src/optimizers/index.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

const entangled: readonly Optimizer[] = [adadelta, adafactor, lamb, lars, muon, scheduleFreeSgd, sgdRelativeClip];
const named = (name: string, optimizer: Optimizer): Optimizer => ({ ...optimizer, name, contract: undefined });

/** An update that is made at each so manieth call, with the number of that among them. */
const onCallOf =
  (calls: number, { update }: Optimizer): Optimizer['update'] =>
  (given) => {
    if (given.step % calls === 0) update({ ...given, step: given.step / calls });
  };

test.each(entangled)('$name is itself, by its moves alone', (optimizer) => {
  expect(rebuildRule(named('mine', optimizer))).toEqual({ rule: optimizer.name });
});

test('options are told by their values, whatever they are called and in whatever order', () => {
  const renamed = named('mine', {
    ...lamb,
    hyperparameters: { a: 1e-7, b: 0.98, c: 0.8 },
    update: ({ hyperparameters: { a, b, c }, ...given }) =>
      lamb.update({ ...given, hyperparameters: { beta1: c, beta2: b, epsilon: a } }),
  } as Optimizer);
  expect(rebuildRule(renamed)).toEqual({ rule: 'lamb' });
});

describe('a mistake around a rule is named', () => {
  test.each(
    [lamb, scheduleFreeSgd].flatMap((rule) =>
      wholeMistakes(rule)
        .filter(({ cause, change }) => cause !== 'correction-wrong' && !cause.startsWith('correction-') && change !== undefined)
        // Three times is once for each of three tensors, which is named first.
        .filter(({ sentence }) => !sentence.includes('1 − 3ηλ'))
        .filter((_, i) => i % 5 === 0)
        .map((mistake) => [rule.name, mistake.cause, rule, mistake] as const),
    ),
  )('%s: %s', (_, cause, rule, mistake) => {
    expect(rebuildRule(named('mine', withMistake(rule, mistake) as Optimizer))?.mistake?.cause).toBe(cause);
  });

  const around = (
    rule: Optimizer,
    isAsked: (mistake: WholeMistake) => boolean,
  ): (readonly [string, string, Optimizer, WholeMistake])[] =>
    wholeMistakes(rule, 2)
      .filter(isAsked)
      .map((mistake) => [rule.name, mistake.cause, rule, mistake] as const);

  test.each([
    ...around(adadelta, ({ whole }) => whole?.buffer === 'a'),
    ...around(lamb, ({ shrinks, counts }) => shrinks !== undefined || counts !== undefined),
    ...around(adafactor, ({ shrinks }) => shrinks !== undefined),
  ])('inside of it or beside it, %s: %s', (_, cause, rule, mistake) => {
    const mistaken = { ...named('mine', withMistake(rule, mistake) as Optimizer), microBatches: 1 };
    const calls = cause === 'correction-per-micro-batch' ? 2 : 1;
    expect(rebuildRule({ ...mistaken, microBatches: calls, update: onCallOf(calls, mistaken) })?.mistake?.cause).toBe(cause);
  });

  test('beyond those that inference has another way to see', () => {
    const late: WholeMistake = {
      cause: 'correction-wrong',
      sentence: 'halved',
      change: ({ step }) => ({ step: Math.ceil(step / 2) }),
    };
    expect(inferProfile(named('mine', withMistake(adafactor, late) as Optimizer)).findings.core?.cause).toBe('correction-wrong');
    const weak: WholeMistake = {
      cause: 'decay-times-constant',
      sentence: 'weak',
      change: ({ weightDecay }) => ({ weightDecay: 1.1 * weightDecay }),
    };
    expect(inferProfile(named('mine', withMistake(lamb, weak) as Optimizer)).findings.decay?.cause).toBe('decay-times-constant');
  });
});

test('a state that is made anew when an option says so is a design, and at a number in the code a mistake', () => {
  const restarting = (everyOf: (given: Readonly<Record<string, number>>) => number): Optimizer => ({
    ...named('mine', adamw),
    hyperparameters: { ...adamw.hyperparameters, period: 25 },
    init: ({ parameters }) => ({ since: 0, inner: adamw.init({ parameters }) }),
    update({ state, hyperparameters, ...given }) {
      const kept = state as { since: number; inner: ReturnType<typeof adamw.init> };
      if (kept.since === everyOf(hyperparameters)) [kept.since, kept.inner] = [0, adamw.init({ parameters: given.parameters })];
      kept.since += 1;
      adamw.update({ ...given, hyperparameters, state: kept.inner });
    },
  });
  expect(inferProfile(restarting(({ period }) => period)).findings.core).toBeUndefined();
  expect(inferProfile(restarting(() => 25)).findings.core?.cause).toBe('buffer-cleared');
});

describe('Adadelta, of which each running mean takes what is new whole or as it should', () => {
  const adadeltaOf = (squares: boolean, steps: boolean, isCoupled: boolean): Optimizer => ({
    name: 'mine',
    hyperparameters: { keep: 0.9, small: 1e-6 },
    init: ({ parameters }) => parameters.map(({ data }) => [new Float64Array(data.length), new Float64Array(data.length)]),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { keep, small } }) {
      parameters.forEach(({ data: w }, i) => {
        const [v, a] = (state as Float64Array[][])[i];
        for (let j = 0; j < w.length; j++) {
          const d = gradients[i].data[j] + (isCoupled ? weightDecay * w[j] : 0);
          v[j] = keep * v[j] + (squares ? 1 : 1 - keep) * d * d;
          const u = (d * Math.sqrt(a[j] + small)) / Math.sqrt(v[j] + small);
          a[j] = keep * a[j] + (steps ? 1 : 1 - keep) * u * u;
          w[j] -= learningRate * (u + (isCoupled ? 0 : weightDecay * w[j]));
        }
      });
    },
  });

  test.each([true, false])('with its decay in the gradient: %j', (isCoupled) => {
    expect(rebuildRule(adadeltaOf(false, false, isCoupled))).toEqual({ rule: 'adadelta' });
    const sentences = [
      [true, false],
      [false, true],
      [true, true],
    ].map(([squares, steps]) => rebuildRule(adadeltaOf(squares, steps, isCoupled))?.mistake?.sentence);
    expect(sentences).toEqual([
      expect.stringMatching(/^squared gradients enter .* 1 − rho$/),
      expect.stringMatching(/^what is new enters the running mean a/),
      expect.stringMatching(/^squared gradients enter .* squared steps theirs$/),
    ]);
  });
});

test('a rule on gradients that are clipped before is rebuilt where tensors share a factor, with a mistake around it or without', () => {
  const clippedFirst = (rule: Optimizer): Optimizer => ({
    ...named('mine', rule),
    hyperparameters: { ...rule.hyperparameters, limit: 2 },
    update({ gradients, ...given }) {
      const length = Math.hypot(...gradients.map(({ data }) => Math.hypot(...data)));
      const factor = Math.min(1, given.hyperparameters.limit / length);
      const clipped = gradients.map(({ data, shape }) => ({ data: data.map((g) => factor * g) as typeof data, shape }));
      rule.update({ ...given, gradients: clipped });
    },
  });
  const twice = wholeMistakes(lars).find(({ shrinks }) => shrinks === 'before')!;
  expect(rebuildRule(clippedFirst(lamb), true)).toEqual({ rule: 'lamb' });
  expect(rebuildRule(clippedFirst(withMistake(lamb, twice) as Optimizer), true)?.mistake?.cause).toBe('decay-twice');
});

describe('a rule that is none of them is not rebuilt', () => {
  test.each<[string, Optimizer]>([
    [
      'LAMB with ‖w‖ clipped at 1',
      named('mine', {
        ...lamb,
        update: ({ learningRate, ...given }) =>
          lamb.update({ ...given, learningRate: learningRate / Math.max(1, Math.abs(given.parameters[0].data[0])) }),
      } as Optimizer),
    ],
    [
      'a rate of its own that falls',
      named('mine', {
        ...scheduleFreeSgd,
        update: ({ learningRate, ...given }) =>
          scheduleFreeSgd.update({ ...given, learningRate: learningRate / Math.sqrt(given.step) }),
      } as Optimizer),
    ],
  ])('%s', (_, optimizer) => {
    expect(rebuildRule(optimizer)).toBeUndefined();
  });
});
