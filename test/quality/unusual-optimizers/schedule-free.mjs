// Schedule-free SGD (Defazio et al. 2024) with equal weights, written with all three sequences, as a user writes it.
export default {
  name: 'schedule-free',
  hyperparameters: { beta: 0.9 },
  init: ({ parameters }) => ({
    x: parameters.map(({ data }) => [...data]),
    z: parameters.map(({ data }) => [...data]),
    count: 0,
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta } }) {
    state.count += 1;
    parameters.forEach(({ data: y }, i) => {
      const [x, z] = [state.x[i], state.z[i]];
      for (let j = 0; j < y.length; j++) {
        z[j] -= learningRate * (gradients[i].data[j] + weightDecay * y[j]);
        x[j] += (z[j] - x[j]) / state.count;
        y[j] = (1 - beta) * z[j] + beta * x[j];
      }
    });
  },
};
