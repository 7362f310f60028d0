// AdamW with a cosine of its own for the decay (as the schedules of λ in DINO, Caron et al. 2021); claims nothing.
export default {
  name: 'adamw-decay-follows-cosine',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, total: 200 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: new Float64Array(data.length), v: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon, total }, step }) {
    const share = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / total)));
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const { m, v } = state[i];
      for (let j = 0; j < w.length; j++) {
        w[j] *= 1 - learningRate * weightDecay * share;
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        w[j] -= (learningRate * (m[j] / (1 - beta1 ** step))) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
      }
    });
  },
};
