// AdaBelief (Zhuang et al. 2020) with the two epsilons of optax; claims nothing.
export default {
  name: 'adabelief',
  hyperparameters: { beta1: 0.9, beta2: 0.999, eps: 1e-16, epsRoot: 1e-16 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: new Float64Array(data.length), s: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, eps, epsRoot }, step }) {
    state.forEach(({ m, s }, i) => {
      const w = parameters[i].data;
      gradients[i].data.forEach((g, j) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        s[j] = beta2 * s[j] + (1 - beta2) * (g - m[j]) ** 2 + epsRoot;
        const direction = m[j] / (1 - beta1 ** step) / (Math.sqrt(s[j] / (1 - beta2 ** step)) + eps);
        w[j] -= learningRate * (direction + weightDecay * w[j]);
      });
    });
  },
};
