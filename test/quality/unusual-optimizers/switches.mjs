// Heavy-ball with the switches of a framework as hyperparameters, some on and some off, and a cap that is rarely reached.
export default {
  name: 'switches',
  hyperparameters: { momentum: 0, nesterov: 0, maximize: 0, decoupled: 1, largestRatio: 100 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }) {
    const { momentum, nesterov, maximize, decoupled, largestRatio } = hyperparameters;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const gradient = maximize ? -gradients[i].data[j] : gradients[i].data[j];
        const g = decoupled ? gradient : gradient + weightDecay * w[j];
        state[i][j] = momentum * state[i][j] + g;
        const move = nesterov ? g + momentum * state[i][j] : state[i][j];
        const ratio = Math.abs(g) > 0 ? Math.abs(move / g) : 0;
        const capped = ratio > largestRatio ? (move * largestRatio) / ratio : move;
        w[j] -= learningRate * (capped + (decoupled ? weightDecay * w[j] : 0));
      }
    });
  },
};
