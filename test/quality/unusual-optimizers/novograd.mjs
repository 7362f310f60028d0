// NovoGrad (Ginsburg et al. 2019): one second moment a tensor, decay beside the normalised gradient inside the momentum.
export default {
  name: 'novograd',
  hyperparameters: { beta1: 0.95, beta2: 0.98, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(({ data }) => ({ square: 0, m: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const tensor = state[i];
      let square = 0;
      for (const x of g) square += x * x;
      tensor.square = step === 1 ? square : beta2 * tensor.square + (1 - beta2) * square;
      const root = Math.sqrt(tensor.square) + epsilon;
      for (let j = 0; j < w.length; j++) {
        tensor.m[j] = beta1 * tensor.m[j] + g[j] / root + weightDecay * w[j];
        w[j] -= learningRate * tensor.m[j];
      }
    });
  },
};
