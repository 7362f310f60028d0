// The hyperbolic tangent in place of the sign of Lion; claims nothing.
export default {
  name: 'lion-smooth',
  hyperparameters: { beta1: 0.9, beta2: 0.99 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2 } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state[i];
      const u = Float64Array.from(g, (x, j) => beta1 * m[j] + (1 - beta1) * x);
      const size = Math.sqrt(u.reduce((sum, x) => sum + x * x, 0) / u.length);
      for (let j = 0; j < w.length; j++) {
        const soft = size > 0 ? Math.tanh(u[j] / size) : 0;
        w[j] -= learningRate * (soft + weightDecay * w[j]);
        m[j] = beta2 * m[j] + (1 - beta2) * g[j];
      }
    });
  },
};
