// Bug: the decay is multiplied by the root of the learning rate.
export default {
  name: 'sgd-decay-root-rate',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const keep = 1 - Math.sqrt(learningRate) * weightDecay;
      for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - learningRate * gradients[i].data[j];
    });
  },
};
