// Bug: the update divides by the second moment of the previous step.
export default {
  name: 'adam-second-moment-late',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i];
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
      }
    });
  },
};
