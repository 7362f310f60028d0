// Two layers with a normalised first one: its weights are scale-invariant, the weights after it are not.
//
// $ npx intrinsic-lr model examples/model.mjs
// | first
// | second

const inputs = 6;
const units = 4;

export default {
  name: 'two-layers',
  parameters: { first: [inputs, units], second: [units] },

  batch: ({ random }) => Array.from({ length: 8 }, () => Array.from({ length: inputs }, () => random.normal())),

  loss({ parameters: { first, second }, batch }) {
    let sum = 0;
    for (const x of batch) {
      const z = Array.from({ length: units }, (_, unit) =>
        x.reduce((total, value, i) => total + value * first[i * units + unit], 0),
      );
      // Root-mean-square normalisation of the whole layer.
      const size = Math.sqrt(z.reduce((total, value) => total + value * value, 0) / units);
      const y = z.reduce((total, value, unit) => total + Math.tanh(value / size) * second[unit], 0);
      sum += (y - x[0]) ** 2;
    }
    return sum / batch.length;
  },
};
