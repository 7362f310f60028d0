// Quasi-hyperbolic momentum (Ma & Yarats 2019): a mean of gradients and the gradient itself, averaged.
export default {
  name: 'quasi-hyperbolic',
  hyperparameters: { momentum: 0.999, nu: 0.7 },
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  init: ({ parameters }) => ({ means: parameters.map(({ data }) => data.slice().fill(0)) }),
  update({ parameters, gradients, state: { means }, learningRate, weightDecay, hyperparameters: { momentum, nu } }) {
    parameters.forEach(({ data: w }, i) => {
      w.forEach((weight, j) => {
        const g = gradients[i].data[j] + weightDecay * weight;
        means[i][j] = momentum * means[i][j] + (1 - momentum) * g;
        w[j] = weight - learningRate * ((1 - nu) * g + nu * means[i][j]);
      });
    });
  },
};
