// Bug: the decay is forgotten at the first step, where the buffer is made.
export default {
  name: 'heavy-ball-decay-not-first',
  hyperparameters: { momentum: 0.9 },
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  init: () => ({ buffers: [] }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      if (state.buffers[i] === undefined) state.buffers[i] = g.slice();
      else g.forEach((x, j) => (state.buffers[i][j] = momentum * state.buffers[i][j] + x + weightDecay * w[j]));
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * state.buffers[i][j];
    });
  },
};
