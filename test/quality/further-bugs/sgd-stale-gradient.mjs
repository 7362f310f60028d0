// Bug: the gradient of the previous step.
export default {
  name: 'sgd-stale-gradient',
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (state[i][j] + weightDecay * w[j]);
      state[i].set(gradients[i].data);
    });
  },
};
