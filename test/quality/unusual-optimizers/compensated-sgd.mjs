// SGD with Kahan's compensated summation: what rounding takes from the weights stays in the state.
export default {
  name: 'compensated-sgd',
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  elementwise: true,
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const lost = state[i];
      for (let j = 0; j < w.length; j++) {
        const old = w[j];
        const move = -learningRate * (gradients[i].data[j] + weightDecay * old) - lost[j];
        w[j] = old + move;
        lost[j] = w[j] - old - move;
      }
    });
  },
};
