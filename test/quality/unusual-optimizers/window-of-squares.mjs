// The root of the mean of the last six squares divides the gradient; claims nothing.
export default {
  name: 'window-of-squares',
  hyperparameters: { count: 6, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(() => []),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { count, epsilon } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const past = state[i];
      past.unshift(Float64Array.from(g, (x) => x * x));
      if (past.length > count) past.pop();
      for (let j = 0; j < w.length; j++) {
        const square = past.reduce((sum, each) => sum + each[j], 0) / past.length;
        w[j] -= learningRate * (g[j] / (Math.sqrt(square) + epsilon) + weightDecay * w[j]);
      }
    });
  },
};
