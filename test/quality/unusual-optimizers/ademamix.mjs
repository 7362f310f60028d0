// AdEMAMix (Pagliardini et al. 2024): a fast mean of gradients with bias correction and a slow one without.
export default {
  name: 'ademamix',
  hyperparameters: { beta1: 0.9, beta2: 0.999, beta3: 0.9999, alpha: 5, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 }, weightDecay: 'decoupled', decayOrder: 'before' },
  init: ({ parameters }) => ['fast', 'slow', 'square'].map(() => parameters.map(({ data }) => new Float64Array(data.length))),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { beta1, beta2, beta3, alpha, epsilon } = hyperparameters;
    const [fast, slow, square] = state;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        fast[i][j] += (1 - beta1) * (g - fast[i][j]);
        slow[i][j] += (1 - beta3) * (g - slow[i][j]);
        square[i][j] += (1 - beta2) * (g * g - square[i][j]);
        const root = Math.sqrt(square[i][j] / (1 - beta2 ** step)) + epsilon;
        w[j] -= learningRate * ((fast[i][j] / (1 - beta1 ** step) + alpha * slow[i][j]) / root + weightDecay * w[j]);
      }
    });
  },
};
