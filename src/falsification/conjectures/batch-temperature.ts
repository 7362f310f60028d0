import { log } from '../../arithmetic/elementary.ts';
import { functionalComparisons } from '../functional-comparisons.ts';
import { historyArms } from '../history-arms.ts';
import { usualHypotheses } from '../hypotheses.ts';
import { sceneOf } from '../scene.ts';
import type { Setting } from '../setting.ts';
import { choiceField } from '../space/choice-field.ts';
import { numberField } from '../space/number-field.ts';
import { commonFields } from '../space/space.ts';
import { rateField } from '../space/time-fields.ts';
import type { Conjecture, Hypothesis } from './conjecture.ts';

/** Batches up to this share of the rows are as good as drawn independently; rates up to this are slow. */
const [SMALL, SLOW] = [0.25, 0.1];

/** The setting of the second run: more rows a step, and more decay a step. */
function larger(setting: Setting): Setting {
  const { times } = setting.own;
  const { batch, rows } = setting.objective;
  const objective = { ...setting.objective, batch: Math.min(rows, times * (batch === 0 ? rows : batch)) };
  return { ...setting, objective, rate: times * setting.rate };
}

const smallBatches: Hypothesis = {
  name: 'batches that are small beside the data',
  fields: ['objective.batch', 'own.times', 'objective.rows'],
  breach(setting) {
    const { batch, rows } = larger(setting).objective;
    return batch > SMALL * rows ? `a batch of ${batch} is not small beside ${rows} rows` : undefined;
  },
};

const slowDecay: Hypothesis = {
  name: 'small rates',
  fields: ['rate', 'own.times'],
  breach(setting) {
    const { rate } = larger(setting);
    return rate > SLOW * (1 + 1e-9) ? `a rate of ${rate} is not small` : undefined;
  },
};

/** Only ηλ/B counts: a batch k times as large is made up for by k times the ηλ. */
export const batchTemperature: Conjecture = {
  id: 'batch-temperature',
  claim:
    'Runs with the same ηλ/B, at batches of different size B, end at the same temperature: the same loss, accuracy and labels.',
  source: 'the linear scaling rule (Goyal et al. 2017) for scale-invariant networks; Li, Malladi & Arora 2021 on where it holds',
  lasting: true,
  fields: [
    ...commonFields.filter(({ path }) => !/^(objective\.(family|dimension|drift|barrier|tilt|noise|tail)|rate$)/.test(path)),
    choiceField('objective.family', 'objective', ['digits-mlp'], (value) => `the objective ${value}`),
    rateField(0.025, 0.0125, 0.05),
    numberField({
      path: 'own.times',
      name: 'ratio of the batches',
      values: [2, 4],
      words: (value) => `batches ${value} times as large in the second run`,
      whole: true,
    }),
  ],
  hypotheses: [...usualHypotheses, smallBatches, slowDecay],
  // ELR* = √(2ηλB/Tr Σ₁): it is the only metric.
  levelOf: (_, first, { own }) => first + log(own.times),
  async stateOf(engine, setting, fixed) {
    const scenes = [sceneOf(setting, fixed), sceneOf(larger(setting), fixed)] as const;
    const { snapshots, ...compared } = functionalComparisons(scenes[0], log(setting.own.times));
    const { arms, steps } = await historyArms(engine, setting, scenes, snapshots);
    return { claim: { claims: 'equal', arms, steady: [], ...compared }, steps };
  },
};
