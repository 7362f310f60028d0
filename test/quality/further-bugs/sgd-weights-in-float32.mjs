// Bug: weights go through float32, also in float64 runs.
export default {
  name: 'sgd-weights-in-float32',
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] = Math.fround(w[j] - learningRate * (gradients[i].data[j] + weightDecay * w[j]));
    });
  },
};
