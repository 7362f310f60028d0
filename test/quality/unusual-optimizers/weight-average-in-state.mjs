// Heavy-ball that keeps an exponential average of the weights for evaluation: state that never comes back to the weights.
export default {
  name: 'weight-average-in-state',
  hyperparameters: { momentum: 0.9 },
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,
  init: ({ parameters }) => ({
    buffers: parameters.map(({ data }) => new Float64Array(data.length)),
    averages: parameters.map(({ data }) => Float64Array.from(data)),
    history: [],
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum }, step }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state.buffers[i][j] = momentum * state.buffers[i][j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= learningRate * state.buffers[i][j];
        state.averages[i][j] += 0.001 * (w[j] - state.averages[i][j]);
      }
    });
    state.history.push({ step, learningRate, at: new Date(0) });
  },
};
