// Cautious AdamW (Liang et al. 2024): coordinates that would move against their gradient stay, the others move further.
export default {
  name: 'cautious-adamw',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 }, weightDecay: 'decoupled' },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i];
      const g = gradients[i].data;
      let agreeing = 0;
      const direction = m.map((_, j) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        if (m[j] * g[j] <= 0) return 0;
        agreeing += 1;
        return m[j] / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
      });
      const factor = w.length / Math.max(agreeing, 1);
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (factor * direction[j] + weightDecay * w[j]);
    });
  },
};
