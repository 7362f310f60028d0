// SGD on spheres: each tensor keeps the norm that it started with, so there is no weight decay to speak of.
const norm = (data) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));

export default {
  name: 'fixed-norm',
  contract: { weightDecay: 'none' },
  init: ({ parameters }) => ({ norms: parameters.map(({ data }) => norm(data)) }),
  update({ parameters, gradients, state, learningRate }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      if (g.every((x) => x === 0)) return;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * g[j];
      const length = norm(w);
      for (let j = 0; j < w.length; j++) w[j] *= state.norms[i] / length;
    });
  },
};
