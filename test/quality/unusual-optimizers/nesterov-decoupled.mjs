// Nesterov momentum with the rate inside the buffer and decoupled decay after the update; claims nothing.
export default {
  name: 'nesterov-decoupled',
  hyperparameters: { momentum: 0.8 },
  init: ({ parameters }) => ({ velocities: parameters.map(({ data }) => new Float64Array(data.length)) }),
  update({ parameters, gradients, state: { velocities }, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        velocities[i][j] = momentum * velocities[i][j] + learningRate * gradients[i].data[j];
        w[j] -= learningRate * gradients[i].data[j] + momentum * velocities[i][j];
        w[j] -= learningRate * weightDecay * w[j];
      }
    });
  },
};
