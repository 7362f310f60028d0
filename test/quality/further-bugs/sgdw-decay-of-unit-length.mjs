// Bug: the decay subtracts a multiple of w/‖w‖, so that its length does not follow the weights.
export default {
  name: 'sgdw-decay-of-unit-length',
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'decoupled', decayOrder: 'before' },
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const norm = Math.sqrt(w.reduce((sum, x) => sum + x * x, 0)) || 1;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + (weightDecay * w[j]) / norm);
    });
  },
};
