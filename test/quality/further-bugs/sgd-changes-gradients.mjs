// Bug: the decay is added to the gradients in place, in the caller's arrays.
export default {
  name: 'sgd-changes-gradients',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] += weightDecay * w[j]);
    });
  },
};
