import { log } from '../../arithmetic/elementary.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import { historyArms } from '../history-arms.ts';
import { smallRate, usualHypotheses } from '../hypotheses.ts';
import { sceneOf, type Fixed } from '../scene.ts';
import type { OptimizerSetting, Setting } from '../setting.ts';
import { choiceField } from '../space/choice-field.ts';
import { onNoiseFirst } from '../space/noise-first.ts';
import { commonFields } from '../space/space.ts';
import { rateField } from '../space/time-fields.ts';
import type { Conjecture } from './conjecture.ts';

/**
 * Squared rotation of a step at equilibrium over ηλ, to leading order where noise dominates.
 *
 * Sources: Kosson, Messmer & Jaggi 2024 for the factors; those of momentum follow from the autocovariance of its steps.
 */
const factors: Readonly<Record<string, (setting: OptimizerSetting) => number>> = {
  sgd: () => 2,
  signsgd: () => 2,
  'heavy-ball': ({ momentum }) => 2 / (1 + momentum),
  nesterov: ({ momentum }) => (2 * (1 + 2 * momentum - 2 * momentum * momentum ** 2)) / (1 + momentum),
  adamw: ({ momentum }) => (2 * (1 - momentum)) / (1 + momentum),
};

/** What the claim says of the mean square of the angular update. */
function squaredRotation(setting: Setting, fixed: Fixed): number {
  return sceneOf(setting, fixed).intrinsic * (factors[setting.optimizer.rule] ?? factors.sgd)(setting.optimizer);
}

/** The rms angular update at equilibrium is √(2ηλ) and the constant of its optimizer. */
export const rotation: Conjecture = {
  id: 'rotation',
  claim:
    'At equilibrium the root mean square of the angular update is √(2ηλ), times √(1/(1 + μ)) with momentum, √((1 − β₁)/(1 + β₁)) for AdamW, and so on, whatever is trained.',
  source: 'Wan et al. 2021 (arXiv 2006.08419); Kosson, Messmer & Jaggi 2024, rotational equilibrium',
  lasting: true,
  fields: onNoiseFirst(commonFields).map((field) => {
    if (field.path === 'rate') return rateField(0.025, 0.0125, 0.05, 0.1);
    if (field.path !== 'optimizer.rule') return field;
    return choiceField(field.path, field.name, Object.keys(factors), (value) => `the optimizer ${value}`);
  }),
  hypotheses: [...usualHypotheses, smallRate(0.025)],
  levelOf: (_, __, setting, fixed) => squaredRotation(setting, fixed),
  async stateOf(engine, setting, fixed) {
    const scene = sceneOf(setting, fixed);
    const { arms, steps } = await historyArms(engine, setting, [scene, scene], 0);
    const expected = squaredRotation(setting, fixed);
    const quantities = ['first', 'second'].map((run, arm): Quantity => {
      const value: Quantity['value'] = (readings) => 0.5 * log(readings[arm].mean(squaredAngularUpdate, 0) / expected);
      return { name: `rotation of the ${run} run`, value, tolerance: 0.03 };
    });
    return { claim: { claims: 'equal', arms, metrics: [squaredAngularUpdate], quantities, steady: [], alike: [] }, steps };
  },
};
