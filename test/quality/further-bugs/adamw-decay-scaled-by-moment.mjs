// Bug: the decoupled decay is divided by the root of the second moment too.
export default {
  name: 'adamw-decay-scaled-by-moment',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 }, weightDecay: 'decoupled' },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i];
      gradients[i].data.forEach((g, j) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        const root = Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon;
        w[j] -= (learningRate * (m[j] / (1 - beta1 ** step) + weightDecay * w[j])) / root;
      });
    });
  },
};
