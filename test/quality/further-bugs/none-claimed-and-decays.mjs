// Bug: the contract says that there is no weight decay.
export default {
  name: 'none-claimed-and-decays',
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'none' },
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + weightDecay * w[j]);
    });
  },
};
