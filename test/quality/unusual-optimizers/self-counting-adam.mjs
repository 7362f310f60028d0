// Adam that counts its own steps, takes Math.pow for its bias corrections and folds them into the rate.
export default {
  name: 'self-counting-adam',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: () => ({ time: 0, moments: undefined }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    state.time++;
    if (state.moments === undefined) state.moments = parameters.map(({ data }) => Array.from(data, () => [0, 0]));
    const rate = (learningRate * Math.sqrt(1 - Math.pow(beta2, state.time))) / (1 - Math.pow(beta1, state.time));
    for (let i = 0; i < parameters.length; i++) {
      state.moments[i].forEach((pair, j) => {
        const g = gradients[i].data[j] + weightDecay * parameters[i].data[j];
        pair[0] = beta1 * pair[0] + (1 - beta1) * g;
        pair[1] = beta2 * pair[1] + (1 - beta2) * g * g;
        parameters[i].data[j] -= (rate * pair[0]) / (Math.sqrt(pair[1]) + epsilon);
      });
    }
  },
};
