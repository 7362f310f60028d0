// SGD whose rate is divided by the fan-in of each matrix, as in the maximal update parametrisation.
export default {
  name: 'fan-in-rates',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const rate = learningRate / (shape.length > 1 ? shape[0] : 1);
      for (let j = 0; j < w.length; j++) w[j] -= rate * (gradients[i].data[j] + weightDecay * w[j]);
    });
  },
};
