// Bug: β₁ and β₂ are swapped, bias corrections included.
export default {
  name: 'adam-betas-swapped',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -2, epsilon: -1 }, weightDecay: 'coupled' },
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta2, beta1, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i];
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j] + weightDecay * w[j];
        m[j] = beta2 * m[j] + (1 - beta2) * g;
        v[j] = beta1 * v[j] + (1 - beta1) * g * g;
        w[j] -= (learningRate * m[j]) / (1 - beta2 ** step) / (Math.sqrt(v[j] / (1 - beta1 ** step)) + epsilon);
      }
    });
  },
};
