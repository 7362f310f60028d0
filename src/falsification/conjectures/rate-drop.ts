import { log } from '../../arithmetic/elementary.ts';
import type { Schedule, SchedulePiece } from '../../experiments/schedule.ts';
import { logEffectiveRate } from '../../metrics/log-effective-rate.ts';
import { historyArms } from '../history-arms.ts';
import { smallRate, usualHypotheses } from '../hypotheses.ts';
import { sceneOf } from '../scene.ts';
import { numberField } from '../space/number-field.ts';
import { onNoiseFirst } from '../space/noise-first.ts';
import { commonFields } from '../space/space.ts';
import { rateField } from '../space/time-fields.ts';
import type { Conjecture } from './conjecture.ts';

/** Dropping η by k divides the effective rate by k at once, and by √k in the end. */
export const rateDrop: Conjecture = {
  id: 'rate-drop',
  claim: 'When η is divided by k at equilibrium, the effective learning rate falls by k at once, and recovers to a fall of √k.',
  source: 'Li, Lyu & Arora 2020, section on learning rate decay: ELR* = √(2ηλ/Tr Σ)',
  lasting: true,
  fields: [
    ...onNoiseFirst(commonFields).filter(({ path }) => path !== 'rate' && !path.startsWith('second.')),
    rateField(0.025, 0.0125, 0.05, 0.1),
    numberField({ path: 'own.drop', name: 'drop', values: [4, 2, 8, 16], words: (value) => `a drop by ${value}` }),
  ],
  hypotheses: [...usualHypotheses, smallRate(0.025)],
  levelOf: (_, first, { own }) => first - 0.5 * log(own.drop),
  async stateOf(engine, setting, fixed) {
    const scene = sceneOf(setting, fixed);
    const placed = await historyArms(engine, setting, [scene, scene], 0);
    const { drop } = setting.own;
    const metric = logEffectiveRate(scene.exponent);
    // What it takes after the drop, at a rate of decay that is k times smaller.
    const wait = Math.ceil(setting.horizon * scene.unit * drop);
    return {
      steps: placed.steps,
      claim: {
        claims: 'equal',
        metrics: [metric],
        steady: [],
        alike: [],
        arms: (stretch) => {
          const [arm] = placed.arms(stretch);
          const [{ from, to }] = arm.windows;
          const later = to + wait;
          return [
            {
              ...arm,
              learningRate: followedBy(arm.learningRate, to + 1, setting.first.learningRate / drop),
              windows: [
                { from, to },
                { from: later + 1, to: later + Math.ceil(stretch * drop * (to - from + 1)) },
              ],
              traceAt: [to, to + 1],
            },
          ];
        },
        quantities: [
          {
            name: 'fall at once',
            value: ([reading]) => reading.at(metric, 1) - reading.at(metric, 0) + log(drop),
            // One step of equilibrium lies between.
            tolerance: 0.1,
          },
          {
            name: 'fall in the end',
            value: ([reading]) => reading.mean(metric, 1) - reading.mean(metric, 0) + 0.5 * log(drop),
            tolerance: 0.05,
          },
        ],
      },
    };
  },
};

/** A schedule that has another value from a step on. */
function followedBy(schedule: Schedule, from: number, value: number): Schedule {
  const pieces: readonly SchedulePiece[] =
    typeof schedule === 'object' && 'pieces' in schedule ? schedule.pieces : [{ from: 1, value: schedule as number }];
  return { pieces: [...pieces, { from, value }] };
}
