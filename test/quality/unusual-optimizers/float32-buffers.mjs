// Heavy-ball with buffers in float32 whatever the weights are, as mixed-precision training keeps them.
export default {
  name: 'float32-buffers',
  hyperparameters: { momentum: 0.9 },
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  init: ({ parameters }) => parameters.map(({ data }) => new Float32Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + (gradients[i].data[j] + weightDecay * w[j]);
        w[j] -= learningRate * state[i][j];
      }
    });
  },
};
