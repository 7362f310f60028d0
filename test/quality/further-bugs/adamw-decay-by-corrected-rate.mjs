// Bug: the decay is multiplied by the rate that the bias corrections were folded into.
export default {
  name: 'adamw-decay-by-corrected-rate',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    const root = Math.sqrt(1 - beta2 ** step);
    const rate = (learningRate * root) / (1 - beta1 ** step);
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i];
      gradients[i].data.forEach((g, j) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        w[j] -= rate * (m[j] / (Math.sqrt(v[j]) + epsilon * root) + weightDecay * w[j]);
      });
    });
  },
};
