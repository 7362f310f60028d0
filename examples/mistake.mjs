// The weight decay is not multiplied by the learning rate, although the contract says so.
//
// $ npx intrinsic-lr check examples/mistake.mjs --tier exact --seed 1
// | refuted
// | not multiplied by the learning rate
// ! 1

import sound from './optimizer.mjs';

export default {
  ...sound,
  name: 'my-mistake',
  update(step) {
    sound.update({ ...step, weightDecay: step.weightDecay / step.learningRate });
  },
};
