// Bug: the loop ends one entry early.
export default {
  name: 'sgd-last-entry-stays',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length - 1; j++) w[j] -= learningRate * (gradients[i].data[j] + weightDecay * w[j]);
    });
  },
};
