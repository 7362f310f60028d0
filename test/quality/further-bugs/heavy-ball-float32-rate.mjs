// Bug: the step is halved where weights are in float32.
export default {
  name: 'heavy-ball-float32-rate',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const rate = w instanceof Float32Array ? learningRate / 2 : learningRate;
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= rate * state[i][j];
      }
    });
  },
};
