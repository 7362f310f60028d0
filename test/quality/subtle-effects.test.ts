import { expect, test } from 'vitest';
import {
  decayAbove,
  firstRateDecay,
  heavyAbove,
  lateAbove,
  oneInEight,
  powerDecay,
  startDirection,
} from '../../fixtures/planted-effects/subtle.mjs';
import { objective } from '../../src/objectives/reference.ts';
import { contextOf, lawOf, subjectOf } from '../laws/asking.ts';
import { sample, timeout } from '../size.ts';

const stage = objective('isotropic-noise?dimension=32');

// What is made of a falsehood by a law of which it is none is not asked: mixing ∝ κ^−1.3 has an equilibrium that depends on κ alone.
const all = [
  ['equilibrium', heavyAbove, 'refuted'],
  ['equilibrium', oneInEight, 'undecided'],
  ['effective-rate-scaling', powerDecay, 'refuted'],
  ['fast-equilibrium', powerDecay, 'refuted'],
  ['norm-balance', decayAbove, 'refuted'],
  ['rate-drop', firstRateDecay, 'refuted'],
  ['equilibrium', decayAbove, 'refuted'],
  ['equilibrium', lateAbove, 'refuted'],
  ['equilibrium', startDirection, 'undecided'],
  ['norm-balance', oneInEight, 'undecided'],
  ['norm-balance', startDirection, 'undecided'],
  ['rate-drop', powerDecay, 'refuted'],
] as const;
const { cases, said } = sample(all, 5, (_, i) => i === 1);

test.each(cases)(
  `%s never holds of a falsehood that nobody listed, case %#${said}`,
  async (id, optimizer, expected) => {
    const context = { ...contextOf(subjectOf(optimizer), { objective: stage, seed: 3 }), replicaLimit: 128 };
    expect(lawOf(id).applies(context.subject, stage)).toBe(true);
    const { verdict } = await lawOf(id).check(context);
    expect(verdict, optimizer.name).toBe(expected);
  },
  timeout,
);
