// SGD with adaptive gradient clipping (Brock et al. 2021), tensor by tensor: ‖g‖ ≤ clipping·‖w‖.
const norm = (data) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));

export default {
  name: 'adaptive-clipping',
  hyperparameters: { clipping: 0.02 },
  init: () => null,
  update({ parameters, gradients, learningRate, weightDecay, hyperparameters: { clipping } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const [length, limit] = [norm(g), clipping * norm(w)];
      const share = length > limit ? limit / length : 1;
      const keep = 1 - learningRate * weightDecay;
      for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - learningRate * share * g[j];
    });
  },
};
