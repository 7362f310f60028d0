// Heavy-ball whose momentum coefficient grows with the step up to its limit; an average of gradients.
export default {
  name: 'momentum-warm-up',
  hyperparameters: { momentum: 0.95 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum }, step }) {
    const present = Math.min(momentum, 1 - 1 / (1 + step));
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = present * state[i][j] + (1 - present) * gradients[i].data[j];
        w[j] -= learningRate * (state[i][j] + weightDecay * w[j]);
      }
    });
  },
};
