// SGD with momentum and decoupled decay (Loshchilov & Hutter, algorithm 1); claims nothing.
export default {
  name: 'sgdw-momentum',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + gradients[i].data[j];
        w[j] -= learningRate * (state[i][j] + weightDecay * w[j]);
      }
    });
  },
};
