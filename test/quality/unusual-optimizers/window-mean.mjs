// The mean of the last five gradients (a moving-average filter), from zero at the start; claims nothing.
export default {
  name: 'window-mean',
  hyperparameters: { count: 5 },
  init: ({ parameters }) => parameters.map(() => []),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { count } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const past = state[i];
      past.unshift(Float64Array.from(g, (x, j) => x + weightDecay * w[j]));
      if (past.length > count) past.pop();
      for (let j = 0; j < w.length; j++) w[j] -= (learningRate * past.reduce((sum, each) => sum + each[j], 0)) / count;
    });
  },
};
