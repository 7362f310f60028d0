import { log } from '../../arithmetic/elementary.ts';
import { heavyBall } from '../../optimizers/heavy-ball.ts';
import { sgd } from '../../optimizers/sgd.ts';
import { functionalComparisons } from '../functional-comparisons.ts';
import { historyArms } from '../history-arms.ts';
import { usualHypotheses } from '../hypotheses.ts';
import { sceneOf } from '../scene.ts';
import { numberField } from '../space/number-field.ts';
import { onNoiseFirst } from '../space/noise-first.ts';
import { commonFields } from '../space/space.ts';
import { rateField } from '../space/time-fields.ts';
import type { Conjecture, Hypothesis } from './conjecture.ts';

/** κ up to this share of 1 − μ is slow beside the momentum buffer. */
const SLOW = 0.1;

const slowDecay: Hypothesis = {
  name: 'decay that is slow beside momentum',
  fields: ['own.momentum', 'rate'],
  breach: ({ rate, own }) =>
    rate > SLOW * (1 - own.momentum) * (1 + 1e-9)
      ? `a rate of ${rate} is not slow beside a buffer that forgets ${Number((1 - own.momentum).toPrecision(3))} a step`
      : undefined,
};

/** ηλ/(1 − μ) is all that counts. */
export const momentumRescaling: Conjecture = {
  id: 'momentum-rescaling',
  claim: 'Heavy-ball momentum with η(1 − μ) ends in the equilibrium of plain SGD with η: ηλ/(1 − μ) is all that counts.',
  source: 'folklore, exact to leading order in ηλ/(1 − μ); Li, Lyu & Arora 2020 compare runs with and without momentum so',
  lasting: true,
  fields: [
    ...onNoiseFirst(commonFields).filter(({ path }) => !/^(optimizer\.(rule|momentum|memory|epsilon|clip)|rate$)/.test(path)),
    rateField(0.05, 0.1, 0.025, 0.0125),
    numberField({
      path: 'own.momentum',
      name: 'momentum of the second run',
      values: [0.5, 0.75, 0.9, 0.95],
      words: (value) => `momentum ${value} in the second run`,
    }),
  ],
  hypotheses: [...usualHypotheses, slowDecay],
  // A step of momentum is worth 1/(1 − μ) plain ones: the effective rate, which is the only metric, is so much smaller.
  levelOf: (_, first, { own }) => first + log(1 - own.momentum),
  async stateOf(engine, setting, { objective }) {
    const { momentum } = setting.own;
    const other = { ...heavyBall, hyperparameters: { ...heavyBall.hyperparameters, momentum } };
    const fixed = objective === undefined ? {} : { objective };
    const scenes = [sceneOf(setting, { ...fixed, optimizer: sgd }), sceneOf(setting, { ...fixed, optimizer: other })] as const;
    const { snapshots, ...compared } = functionalComparisons(scenes[0], log(1 - momentum));
    const { arms, steps } = await historyArms(engine, setting, scenes, snapshots);
    return { claim: { claims: 'equal', arms, steady: [], ...compared }, steps };
  },
};
