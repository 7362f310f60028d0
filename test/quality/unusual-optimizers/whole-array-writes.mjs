// SGD that computes new arrays and writes them back at once.
export default {
  name: 'whole-array-writes',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    const next = parameters.map(({ data }, i) =>
      Array.from(data, (w, j) => w - learningRate * gradients[i].data[j] - learningRate * weightDecay * w),
    );
    next.forEach((values, i) => parameters[i].data.set(values));
  },
};
