// Bug: the step is divided by the number of tensors.
export default {
  name: 'sgd-tensor-count-divides',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    for (const [i, { data: w }] of parameters.entries()) {
      for (let j = 0; j < w.length; j++) {
        w[j] -= (learningRate * (gradients[i].data[j] + weightDecay * w[j])) / parameters.length;
      }
    }
  },
};
