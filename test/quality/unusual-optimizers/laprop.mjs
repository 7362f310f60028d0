// LaProp (Ziyin et al. 2020): momentum of normalised gradients; all of its numbers in one flat array.
export default {
  name: 'laprop',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-15 },
  elementwise: true,
  init: ({ parameters }) => ({ numbers: new Float64Array(2 * parameters.reduce((sum, { data }) => sum + data.length, 0)) }),
  update({ parameters, gradients, state: { numbers }, learningRate, weightDecay, hyperparameters, step }) {
    const { beta1, beta2, epsilon } = hyperparameters;
    let at = 0;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++, at += 2) {
        const g = gradients[i].data[j];
        numbers[at] = beta2 * numbers[at] + (1 - beta2) * g * g;
        const root = Math.sqrt(numbers[at] / (1 - beta2 ** step)) + epsilon;
        numbers[at + 1] = beta1 * numbers[at + 1] + (1 - beta1) * (g / root);
        w[j] -= learningRate * (numbers[at + 1] / (1 - beta1 ** step) + weightDecay * w[j]);
      }
    });
  },
};
