// Bug: the gradient of a matrix is read column by column.
export default {
  name: 'sgd-transposed-gradient',
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const [rows, columns] = shape.length === 2 ? shape : [1, w.length];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const j = row * columns + column;
          w[j] -= learningRate * (gradients[i].data[column * rows + row] + weightDecay * w[j]);
        }
      }
    });
  },
};
