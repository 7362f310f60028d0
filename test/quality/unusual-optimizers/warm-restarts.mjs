// Heavy-ball whose rate follows a cosine that starts anew (Loshchilov & Hutter 2017); claims nothing.
export default {
  name: 'warm-restarts',
  hyperparameters: { momentum: 0.9, period: 12 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, period }, step }) {
    const rate = learningRate * 0.5 * (1 + Math.cos((Math.PI * ((step - 1) % period)) / period));
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + g[j] + weightDecay * w[j];
        w[j] -= rate * state[i][j];
      }
    });
  },
};
