// Bug: buffers are found by shape, so that tensors of one shape share theirs.
export default {
  name: 'heavy-ball-state-by-shape',
  hyperparameters: { momentum: 0.9 },
  init: () => ({}),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const buffer = (state[shape.join('x')] ??= new Float64Array(w.length));
      for (let j = 0; j < w.length; j++) {
        buffer[j] = momentum * buffer[j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= learningRate * buffer[j];
      }
    });
  },
};
