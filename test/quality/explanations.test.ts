import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from '../inference/rules.ts';
import { sample } from '../size.ts';

/** Causes that are found, and those that are noted. */
function causesOf(optimizer: Optimizer): { found: string[]; noted: string[] } {
  const { findings, notes } = inferProfile(optimizer);
  return { found: Object.values(findings).map(({ cause }) => cause), noted: notes.map(({ cause }) => cause) };
}

const decoupled = (w: number, learningRate: number, weightDecay: number): number => w * (1 - learningRate * weightDecay);

describe('published designs are noted, and nothing is found wrong', () => {
  const designs: [string, Optimizer, string[]][] = [
    [
      'weights divided by 1 + ηλ (Xie et al. 2022, Adan)',
      coordinatewise(({ w, g, learningRate, weightDecay }) => (w - learningRate * g) / (1 + learningRate * weightDecay)),
      ['decay-proximal'],
    ],
    [
      'later gradients dampened, as in torch.optim.SGD',
      coordinatewise(
        ({ w, g, learningRate, weightDecay, memory, hyperparameters: { momentum, dampening } }) => {
          const share = memory.buffer === undefined ? 1 : 1 - dampening;
          memory.buffer = momentum * (memory.buffer ?? 0) + share * (g + weightDecay * w);
          return w - learningRate * memory.buffer;
        },
        { hyperparameters: { momentum: 0.9, dampening: 0.5 } },
      ),
      ['momentum-dampened'],
    ],
    [
      'three calls that only fill the state',
      coordinatewise(({ w, g, learningRate, weightDecay, memory, step }) => {
        memory.m = 0.9 * (memory.m ?? 0) + g;
        return step <= 3 ? w : decoupled(w, learningRate, weightDecay) - learningRate * Math.sign(memory.m);
      }),
      ['start-fills-state'],
    ],
    [
      'decay relative to a reference rate',
      coordinatewise(
        ({ w, g, learningRate, weightDecay, hyperparameters: { rate0 } }) =>
          decoupled(w, learningRate, weightDecay / rate0) - learningRate * Math.sign(g),
        { hyperparameters: { rate0: 0.5 } },
      ),
      ['decay-reference-rate'],
    ],
    [
      'cautious decay',
      coordinatewise(({ w, g, learningRate, weightDecay }) => {
        const u = Math.sign(g);
        return w - learningRate * (u + (u * w > 0 ? weightDecay * w : 0));
      }),
      ['decay-masked'],
    ],
  ];
  test.each(designs)('%s', (_, optimizer, noted) => {
    expect(causesOf(optimizer)).toEqual({ found: [], noted });
  });
});

describe('mistakes have their cause', () => {
  const mistakes: [string, Optimizer, string][] = [
    [
      'a change of the gradient taken against zero at first',
      coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
        const d = g + weightDecay * w;
        const step = 2 * d - (memory.last ?? 0);
        memory.last = d;
        return w - learningRate * step;
      }),
      'first-step-jump',
    ],
    [
      'a number for a share of the weights',
      coordinatewise(({ w, g, learningRate, weightDecay }) => w - learningRate * (g + weightDecay)),
      'decay-of-number',
    ],
    [
      'a factor of 1.1',
      coordinatewise(({ w, g, learningRate, weightDecay }) => decoupled(w, learningRate, 1.1 * weightDecay) - learningRate * g),
      'decay-times-constant',
    ],
  ];
  test.each(mistakes)('%s', (_, optimizer, cause) => {
    expect(causesOf(optimizer).found).toEqual([cause]);
  });
});

/** The same optimizer with other names for everything that it accepts. */
function renamed(optimizer: Optimizer): Optimizer {
  const names = Object.keys(optimizer.hyperparameters ?? {});
  const other = (name: string): string => `q${names.indexOf(name)}`;
  return {
    ...optimizer,
    contract: undefined,
    hyperparameters: Object.fromEntries(names.map((name) => [other(name), optimizer.hyperparameters![name]])),
    init: (given) => optimizer.init(given),
    update: ({ hyperparameters, ...given }) =>
      optimizer.update({
        ...given,
        hyperparameters: Object.fromEntries(names.map((name) => [name, hyperparameters[other(name)]])),
      }),
  };
}

const { cases, said } = sample(
  optimizers.filter(({ hyperparameters = {} }) => Object.keys(hyperparameters).length > 0),
  3,
);
test.each(cases.map((optimizer) => [optimizer.name, optimizer] as const))(
  `the names of the options of %s are never looked at${said}`,
  (_, optimizer) => {
    expect(causesOf(renamed(optimizer))).toEqual(causesOf({ ...optimizer, contract: undefined }));
  },
);
