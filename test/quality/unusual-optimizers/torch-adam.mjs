// torch.optim.Adam with its switches, off by default.
export default {
  name: 'torch-adam',
  hyperparameters: { beta1: 0.9, beta2: 0.999, eps: 1e-8, amsgrad: 0, maximize: 0, decoupled_weight_decay: 0 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: data.slice().fill(0), v: data.slice().fill(0), max: data.slice().fill(0) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { beta1, beta2, eps, amsgrad, maximize, decoupled_weight_decay: decoupled } = hyperparameters;
    parameters.forEach(({ data: w }, i) => {
      const { m, v, max } = state[i];
      for (let j = 0; j < w.length; j++) {
        let g = maximize ? -gradients[i].data[j] : gradients[i].data[j];
        if (decoupled) w[j] *= 1 - learningRate * weightDecay;
        else g += weightDecay * w[j];
        m[j] += (1 - beta1) * (g - m[j]);
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        max[j] = Math.max(max[j], v[j]);
        const denominator = Math.sqrt(amsgrad ? max[j] : v[j]) / Math.sqrt(1 - beta2 ** step) + eps;
        w[j] -= (learningRate / (1 - beta1 ** step)) * (m[j] / denominator);
      }
    });
  },
};
