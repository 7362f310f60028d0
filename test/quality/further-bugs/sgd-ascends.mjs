// Bug: steps go up the gradient.
export default {
  name: 'sgd-ascends',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] += learningRate * (gradients[i].data[j] - weightDecay * w[j]);
    });
  },
};
