// SGD with gradient centralisation (Yong et al. 2020): each column of a matrix loses its mean.
export default {
  name: 'gradient-centralisation',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const columns = shape.length === 2 ? shape[1] : w.length;
      const rows = w.length / columns;
      const g = Float64Array.from(gradients[i].data);
      if (shape.length === 2) {
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let row = 0; row < rows; row++) sum += g[row * columns + column];
          for (let row = 0; row < rows; row++) g[row * columns + column] -= sum / rows;
        }
      }
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] + weightDecay * w[j]);
    });
  },
};
