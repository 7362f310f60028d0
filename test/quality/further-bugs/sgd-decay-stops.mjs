// Bug: the decay stops after 16 steps.
export default {
  name: 'sgd-decay-stops',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay, step }) {
    const decay = step <= 16 ? weightDecay : 0;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + decay * w[j]);
    });
  },
};
