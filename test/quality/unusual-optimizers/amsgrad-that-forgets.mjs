// AMSGrad whose maximum fades; claims nothing.
export default {
  name: 'amsgrad-that-forgets',
  hyperparameters: { keep: 0.99, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0), top: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { keep, beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const { m, v, top } = state[i];
      for (let j = 0; j < w.length; j++) {
        w[j] *= 1 - learningRate * weightDecay;
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        top[j] = Math.max(keep * top[j], v[j] / (1 - beta2 ** step));
        w[j] -= (learningRate * (m[j] / (1 - beta1 ** step))) / (Math.sqrt(top[j]) + epsilon);
      }
    });
  },
};
