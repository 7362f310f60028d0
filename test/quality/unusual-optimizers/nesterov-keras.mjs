// Nesterov momentum as in Keras: v ← μv − ηg, w ← w + μv − ηg; the learning rate is inside the buffer.
export default {
  name: 'nesterov-keras',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const velocity = state[i];
      for (let j = 0; j < w.length; j++) {
        const move = -learningRate * (gradients[i].data[j] + weightDecay * w[j]);
        velocity[j] = momentum * velocity[j] + move;
        w[j] += momentum * velocity[j] + move;
      }
    });
  },
};
