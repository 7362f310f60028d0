/** AdamW as somebody writes it who imports nothing from this package: what `bench/write-speed.mjs` measures a module with. */
export default {
  name: 'adamw-module',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const [{ m, v }, { data: g }] = [state[i], gradients[i]];
      for (let j = 0; j < w.length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        const [mean, square] = [m[j] / (1 - beta1 ** step), v[j] / (1 - beta2 ** step)];
        w[j] -= learningRate * (mean / (Math.sqrt(square) + epsilon) + weightDecay * w[j]);
      }
    });
  },
};
