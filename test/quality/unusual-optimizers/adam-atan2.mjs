// Adam-atan2 (Everett et al. 2024): an arc tangent in place of the division, and so no epsilon.
export default {
  name: 'adam-atan2',
  hyperparameters: { beta1: 0.9, beta2: 0.999, scale: 1.27, slope: 1 },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, scale, slope }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i];
      gradients[i].data.forEach((g, j) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g ** 2;
        const direction = Math.atan2(m[j] / (1 - beta1 ** step), slope * (v[j] / (1 - beta2 ** step)) ** 0.5);
        w[j] -= learningRate * (scale * direction + weightDecay * w[j]);
      });
    });
  },
};
