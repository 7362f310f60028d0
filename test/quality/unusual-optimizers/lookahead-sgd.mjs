// Lookahead (Zhang et al. 2019) around SGD: every k steps the fast weights go part of the way back to the slow ones.
export default {
  name: 'lookahead-sgd',
  hyperparameters: { k: 5, alpha: 0.5 },
  init: ({ parameters }) => ({ slow: parameters.map(({ data }) => data.slice()) }),
  update({ parameters, gradients, state: { slow }, learningRate, weightDecay, hyperparameters: { k, alpha }, step }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + weightDecay * w[j]);
      if (step % k !== 0) return;
      for (let j = 0; j < w.length; j++) w[j] = slow[i][j] += alpha * (w[j] - slow[i][j]);
    });
  },
};
