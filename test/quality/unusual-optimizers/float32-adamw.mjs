// AdamW with moments in float32 whatever the weights are; claims nothing.
export default {
  name: 'float32-adamw',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) => ({
    first: parameters.map(({ data }) => new Float32Array(data.length)),
    second: parameters.map(({ data }) => new Float32Array(data.length)),
  }),
  update({ parameters, gradients, state: { first, second }, learningRate, weightDecay, hyperparameters, step }) {
    const { beta1, beta2, epsilon } = hyperparameters;
    parameters.forEach(({ data: w }, i) => {
      w.forEach((_, j) => {
        const g = gradients[i].data[j];
        first[i][j] = beta1 * first[i][j] + (1 - beta1) * g;
        second[i][j] = beta2 * second[i][j] + (1 - beta2) * g * g;
        const direction = first[i][j] / (1 - beta1 ** step) / (Math.sqrt(second[i][j] / (1 - beta2 ** step)) + epsilon);
        w[j] -= learningRate * (direction + weightDecay * w[j]);
      });
    });
  },
};
