// Bug: the weight decay of the previous step.
export default {
  name: 'sgd-stale-decay',
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  init: () => ({ decay: undefined }),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    const decay = state.decay ?? weightDecay;
    state.decay = weightDecay;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + decay * w[j]);
    });
  },
};
