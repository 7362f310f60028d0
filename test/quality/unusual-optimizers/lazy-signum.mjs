// Sign of a momentum buffer (Bernstein et al. 2018); state appears at the first step, and nothing is declared.
export default {
  name: 'lazy-signum',
  hyperparameters: { momentum: 0.9 },
  init: () => ({}),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    state.buffers ??= gradients.map(({ data }) => data.slice().fill(0));
    parameters.forEach(({ data: w }, i) => {
      const buffer = state.buffers[i];
      for (let j = 0; j < w.length; j++) {
        buffer[j] = momentum * buffer[j] + (1 - momentum) * gradients[i].data[j];
        w[j] = w[j] * (1 - learningRate * weightDecay) - learningRate * Math.sign(buffer[j]);
      }
    });
  },
};
