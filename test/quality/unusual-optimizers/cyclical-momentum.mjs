// Heavy-ball whose momentum goes up and down (Smith 2018); claims nothing.
export default {
  name: 'cyclical-momentum',
  hyperparameters: { low: 0.85, high: 0.95, period: 10 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { low, high, period }, step }) {
    const momentum = high - (high - low) * Math.abs(((step / period) % 2) - 1);
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + g[j] + weightDecay * w[j];
        w[j] -= learningRate * state[i][j];
      }
    });
  },
};
