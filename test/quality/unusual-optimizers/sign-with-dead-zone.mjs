// The sign of momentum where it is large beside the largest of its tensor (ternary gradients, Wen et al. 2017); claims nothing.
export default {
  name: 'sign-with-dead-zone',
  hyperparameters: { beta: 0.9, zone: 0.3 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta, zone } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state[i];
      for (let j = 0; j < w.length; j++) m[j] = beta * m[j] + (1 - beta) * g[j];
      const limit = zone * Math.max(...m.map(Math.abs));
      for (let j = 0; j < w.length; j++) {
        const sign = Math.abs(m[j]) > limit ? Math.sign(m[j]) : 0;
        w[j] -= learningRate * (sign + weightDecay * w[j]);
      }
    });
  },
};
