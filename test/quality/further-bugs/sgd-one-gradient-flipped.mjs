// Bug: the sign of the second tensor's gradient.
export default {
  name: 'sgd-one-gradient-flipped',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const sign = i === 1 ? -1 : 1;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (sign * gradients[i].data[j] + weightDecay * w[j]);
    });
  },
};
