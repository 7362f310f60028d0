import type { Profile } from '../../inference/profile.ts';

/** Whether every weight decays at each step as kind and order say, and nothing else is to it: `true`, or what is. */
export function hasPlainDecay({ decay, fill }: Profile): true | string {
  if (fill > 0) return `the first ${fill === 1 ? 'call only fills' : `${fill} calls only fill`} the state`;
  if (decay.order === 'proximal') return 'the decay is proximal';
  if (decay.centred === true) return 'the decay is centralised, as the step is';
  if (decay.towardsStart === true) return 'the decay leads to the weights of the start';
  const designed = decay.exempt ?? decay.mask ?? decay.strength ?? decay.factor ?? decay.free;
  return designed === undefined || 'the decay is not that of all weights at their own rate';
}
