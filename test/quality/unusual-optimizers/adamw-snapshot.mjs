// AdamW that updates first and then subtracts the decay of a copy of the old weights: beside the update, in other words.
export default {
  name: 'adamw-snapshot',
  hyperparameters: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8 },
  init: ({ parameters }) => new Map(parameters.map(({ data }, i) => [i, { m: data.map(() => 0), v: data.map(() => 0) }])),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    const old = parameters.map(({ data }) => data.slice());
    for (const [i, { m, v }] of state) {
      const w = parameters[i].data;
      gradients[i].data.forEach((g, j) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        w[j] -= (learningRate * (m[j] / (1 - beta1 ** step))) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
      });
    }
    parameters.forEach(({ data: w }, i) => w.forEach((_, j) => (w[j] -= learningRate * weightDecay * old[i][j])));
  },
};
