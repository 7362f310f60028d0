// Bug: AdaMax without an epsilon, so that coordinates that never had a gradient become NaN.
export default {
  name: 'adamax-divides-by-zero',
  hyperparameters: { beta1: 0.9, beta2: 0.999 },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), u: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2 }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, u } = state[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * gradients[i].data[j];
        u[j] = Math.max(beta2 * u[j], Math.abs(gradients[i].data[j]));
        w[j] -= learningRate * (m[j] / (1 - beta1 ** step) / u[j] + weightDecay * w[j]);
      }
    });
  },
};
