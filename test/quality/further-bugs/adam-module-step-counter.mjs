// Bug: the step of the bias correction is counted in the module, for all instances together.
let steps = 0;

export default {
  name: 'adam-module-step-counter',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    steps += 1;
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i];
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** steps) / (Math.sqrt(v[j] / (1 - beta2 ** steps)) + epsilon);
      }
    });
  },
};
