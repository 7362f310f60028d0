// Bug: the buffer starts as the first gradient and then takes it once more.
export default {
  name: 'heavy-ball-first-gradient-twice',
  hyperparameters: { momentum: 0.9 },
  init: () => ({ buffers: [] }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const buffer = (state.buffers[i] ??= Float64Array.from(g, (x, j) => x + weightDecay * w[j]));
      for (let j = 0; j < w.length; j++) {
        buffer[j] = momentum * buffer[j] + g[j] + weightDecay * w[j];
        w[j] -= learningRate * buffer[j];
      }
    });
  },
};
