// Bug: the weights move by the buffer before it takes the gradient.
export default {
  name: 'heavy-ball-buffer-late',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j] + weightDecay * w[j];
        w[j] -= learningRate * state[i][j];
        state[i][j] = momentum * state[i][j] + g;
      }
    });
  },
};
