// Bug: Lion interpolates with β₂ and averages with β₁.
export default {
  name: 'lion-betas-swapped',
  hyperparameters: { beta1: 0.9, beta2: 0.99 },
  contract: { symmetry: { learningRate: 1, weightDecay: -1 }, weightDecay: 'decoupled' },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2 } }) {
    parameters.forEach(({ data: w }, i) => {
      gradients[i].data.forEach((g, j) => {
        const direction = Math.sign(beta2 * state[i][j] + (1 - beta2) * g);
        w[j] -= learningRate * (direction + weightDecay * w[j]);
        state[i][j] = beta1 * state[i][j] + (1 - beta1) * g;
      });
    });
  },
};
