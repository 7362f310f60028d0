// Adagrad whose accumulator starts at a value that is a hyperparameter, read when the state is made; claims nothing.
export default {
  name: 'adagrad-initial-accumulator',
  hyperparameters: { initialAccumulator: 0, decayOfRate: 0, eps: 1e-10 },
  init: () => ({ sums: undefined }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { initialAccumulator, decayOfRate, eps } = hyperparameters;
    state.sums ??= parameters.map(({ data }) => Array.from(data, () => initialAccumulator));
    const rate = learningRate / (1 + (step - 1) * decayOfRate);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j] + weightDecay * w[j];
        state.sums[i][j] += g * g;
        w[j] -= (rate * g) / (Math.sqrt(state.sums[i][j]) + eps);
      }
    });
  },
};
