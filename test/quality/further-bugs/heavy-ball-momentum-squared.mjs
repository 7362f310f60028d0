// Bug: the momentum coefficient is applied twice a step.
export default {
  name: 'heavy-ball-momentum-squared',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) state[i][j] *= momentum;
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= learningRate * state[i][j];
      }
    });
  },
};
