// AdamW with two accumulated micro-batches, kept in a queue of copies; claims only what its decay is.
export default {
  name: 'adamw-queue',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-6 },
  contract: { weightDecay: 'decoupled' },
  microBatches: 2,
  init: ({ parameters }) => ({
    queue: [],
    moves: 0,
    m: parameters.map(({ data }) => data.map(() => 0)),
    v: parameters.map(({ data }) => data.map(() => 0)),
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    state.queue.push(gradients.map(({ data }) => Float64Array.from(data)));
    if (state.queue.length < 2) return;
    const [a, b] = state.queue.splice(0);
    state.moves += 1;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = (a[i][j] + b[i][j]) / 2;
        state.m[i][j] = beta1 * state.m[i][j] + (1 - beta1) * g;
        state.v[i][j] = beta2 * state.v[i][j] + (1 - beta2) * g * g;
        const root = Math.sqrt(state.v[i][j] / (1 - beta2 ** state.moves)) + epsilon;
        w[j] -= learningRate * (state.m[i][j] / (1 - beta1 ** state.moves) / root + weightDecay * w[j]);
      }
    });
  },
};
