// SGD with momentum and decoupled weight decay, in plain JavaScript. Nothing has to be imported.
//
// $ npx intrinsic-lr check examples/optimizer.mjs --tier exact --seed 1
// | holds

export default {
  name: 'my-momentum',
  hyperparameters: { momentum: 0.9 },
  // What its author claims; what is left out is measured.
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'decoupled' },

  init({ parameters }) {
    return { buffers: parameters.map(({ data }) => new data.constructor(data.length)) };
  },

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.buffers[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = momentum * m[j] + g[j];
        w[j] -= learningRate * (m[j] + weightDecay * w[j]);
      }
    });
  },
};
