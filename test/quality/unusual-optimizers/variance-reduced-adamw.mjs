// AdamW on gradients that are corrected by their last change (as in MARS, Yuan et al. 2024).
export default {
  name: 'variance-reduced-adamw',
  hyperparameters: { beta1: 0.95, beta2: 0.99, gamma: 0.025, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({
      m: new Float64Array(length),
      v: new Float64Array(length),
      last: new Float64Array(length),
    })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, gamma, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, v, last } = state[i];
      gradients[i].data.forEach((g, j) => {
        const corrected = step === 1 ? g : g + ((gamma * beta1) / (1 - beta1)) * (g - last[j]);
        last[j] = g;
        m[j] = beta1 * m[j] + (1 - beta1) * corrected;
        v[j] = beta2 * v[j] + (1 - beta2) * corrected * corrected;
        const direction = m[j] / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
        w[j] -= learningRate * (direction + weightDecay * w[j]);
      });
    });
  },
};
