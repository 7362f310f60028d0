// Momentum, and from step 20 on the running mean of its iterates (averaged SGD, Polyak & Juditsky 1992); claims nothing.
export default {
  name: 'late-average',
  hyperparameters: { begin: 20, momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => ({ z: data.slice(), v: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { begin, momentum }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const { z, v } = state[i];
      for (let j = 0; j < w.length; j++) {
        v[j] = momentum * v[j] + g[j] + weightDecay * w[j];
        z[j] -= learningRate * v[j];
        w[j] = step <= begin ? z[j] : w[j] + (z[j] - w[j]) / (step - begin + 1);
      }
    });
  },
};
