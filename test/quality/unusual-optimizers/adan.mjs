// Adan (Xie et al. 2022) with the decay beside the update (its option no_prox).
export default {
  name: 'adan',
  hyperparameters: { beta1: 0.98, beta2: 0.92, beta3: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({
      mean: new Float64Array(length),
      change: new Float64Array(length),
      square: new Float64Array(length),
      last: new Float64Array(length),
    })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, beta3, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { mean, change, square, last } = state[i];
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) {
        const difference = step === 1 ? 0 : g[j] - last[j];
        mean[j] = beta1 * mean[j] + (1 - beta1) * g[j];
        change[j] = beta2 * change[j] + (1 - beta2) * difference;
        square[j] = beta3 * square[j] + (1 - beta3) * (g[j] + beta2 * difference) ** 2;
        last[j] = g[j];
        const direction = mean[j] / (1 - beta1 ** step) + (beta2 * change[j]) / (1 - beta2 ** step);
        const root = Math.sqrt(square[j] / (1 - beta3 ** step)) + epsilon;
        w[j] = (1 - learningRate * weightDecay) * w[j] - (learningRate * direction) / root;
      }
    });
  },
};
