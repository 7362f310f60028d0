// Bug: the buffer starts as the first gradient itself, not as a copy of it.
export default {
  name: 'heavy-ball-buffer-is-gradient',
  hyperparameters: { momentum: 0.9 },
  init: () => ({ buffers: [] }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const fresh = state.buffers[i] === undefined;
      const buffer = (state.buffers[i] ??= g);
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        buffer[j] = fresh ? d : momentum * buffer[j] + d;
        w[j] -= learningRate * buffer[j];
      }
    });
  },
};
