// A step on the mean of eight gradients, which it gathers itself (as optax.MultiSteps does); claims nothing.
export default {
  name: 'gathers-eight-gradients',
  hyperparameters: { every: 8 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { every }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const sum = state[i];
      for (let j = 0; j < w.length; j++) sum[j] += g[j];
      if (step % every !== 0) return;
      for (let j = 0; j < w.length; j++) {
        w[j] -= learningRate * (sum[j] / every + weightDecay * w[j]);
        sum[j] = 0;
      }
    });
  },
};
