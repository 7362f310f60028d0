// torch.optim.SGD with its defaults: no momentum, and therefore options that have nothing to act on.
export default {
  name: 'torch-sgd',
  hyperparameters: { momentum: 0, dampening: 0, nesterov: 0, maximize: 0 },
  init: () => ({ buffers: [] }),
  update({
    parameters,
    gradients,
    state,
    learningRate,
    weightDecay,
    hyperparameters: { momentum, dampening, nesterov, maximize },
  }) {
    parameters.forEach(({ data: w }, i) => {
      let d = Array.from(gradients[i].data, (g, j) => (maximize !== 0 ? -g : g) + weightDecay * w[j]);
      if (momentum !== 0) {
        const old = state.buffers[i];
        const buffer = old === undefined ? [...d] : old.map((b, j) => momentum * b + (1 - dampening) * d[j]);
        state.buffers[i] = buffer;
        d = nesterov !== 0 ? d.map((x, j) => x + momentum * buffer[j]) : buffer;
      }
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * d[j];
    });
  },
};
