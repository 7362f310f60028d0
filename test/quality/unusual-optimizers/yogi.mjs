// Yogi (Zaheer et al. 2018): the second moment moves by at most (1 − β₂) g² a step. L2 regularisation.
export default {
  name: 'yogi',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-3 },
  init: ({ parameters }) => ({
    m: parameters.map(({ data }) => data.map(() => 0)),
    v: parameters.map(({ data }) => data.map(() => 0)),
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    for (const [i, { data: w }] of parameters.entries()) {
      const [m, v] = [state.m[i], state.v[i]];
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] -= (1 - beta2) * Math.sign(v[j] - g * g) * g * g;
        w[j] -= (learningRate * (m[j] / (1 - beta1 ** step))) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
      }
    }
  },
};
