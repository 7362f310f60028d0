// Lookahead (Zhang et al. 2019) around AdamW: the decay of a step that synchronises is averaged with the rest of it.
export default {
  name: 'lookahead-adamw',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, k: 6, alpha: 0.5 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ slow: data.slice(), m: new Float64Array(data.length), v: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { beta1, beta2, epsilon, k, alpha } = hyperparameters;
    parameters.forEach(({ data: w }, i) => {
      const { slow, m, v } = state[i];
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        const direction = m[j] / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
        w[j] -= learningRate * (direction + weightDecay * w[j]);
        if (step % k === 0) w[j] = slow[j] += alpha * (w[j] - slow[j]);
      }
    });
  },
};
