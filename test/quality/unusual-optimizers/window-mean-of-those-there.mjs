// The mean of as many of the last four gradients as there are, beside a decoupled decay; claims nothing.
export default {
  name: 'window-mean-of-those-there',
  hyperparameters: { count: 4 },
  init: ({ parameters }) => parameters.map(() => []),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { count } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const past = state[i];
      past.unshift(Float64Array.from(g));
      if (past.length > count) past.pop();
      for (let j = 0; j < w.length; j++) {
        const mean = past.reduce((sum, each) => sum + each[j], 0) / past.length;
        w[j] -= learningRate * (mean + weightDecay * w[j]);
      }
    });
  },
};
