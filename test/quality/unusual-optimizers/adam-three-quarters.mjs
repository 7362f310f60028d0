// The second moment to the power 3/4 (partially adaptive momentum, Chen et al. 2018); claims nothing.
export default {
  name: 'adam-three-quarters',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: new Float64Array(data.length), v: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const { m, v } = state[i];
      for (let j = 0; j < w.length; j++) {
        w[j] *= 1 - learningRate * weightDecay;
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        w[j] -= (learningRate * (m[j] / (1 - beta1 ** step))) / ((v[j] / (1 - beta2 ** step)) ** 0.75 + epsilon);
      }
    });
  },
};
