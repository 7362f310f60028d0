import { around, changed, given, type Design, type Mutation } from './mutation.ts';

/** U(2g; ε) = U(g; ε/2) of a rule that does not see the size of gradients, and U(g; ε/4) where ε is inside the root. */
const smallerEpsilon: Design = {
  name: 'the same rule with a smaller epsilon',
  make: (optimizer) => {
    const { learningRate: _, weightDecay: __, ...exponents } = optimizer.contract?.symmetry ?? {};
    const smaller = Object.entries(exponents).flatMap(([name, exponent]) =>
      exponent! < 0 ? [[name, optimizer.hyperparameters![name] * 2 ** exponent!]] : [],
    );
    return { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, ...Object.fromEntries(smaller) } };
  },
};

/** Mistakes of what is done with gradients. */
export const gradientMutations: readonly Mutation[] = [
  given('the gradient of the step before', ['gradient-late', 'buffer-late'], (arguments_, memory) => {
    const last = memory.last as number[][] | undefined;
    memory.last = arguments_.gradients.map(({ data }) => Array.from(data));
    return { gradients: changed(arguments_, (_, tensor, j) => last?.[tensor][j] ?? 0) };
  }),
  given('the first gradient for ever', ['gradient-first-kept', 'gradient-late'], (arguments_, memory) => {
    const first = (memory.first ??= arguments_.gradients.map(({ data }) => Array.from(data))) as number[][];
    return { gradients: changed(arguments_, (_, tensor, j) => first[tensor][j]) };
  }),
  given('up the gradient', ['uphill'], (arguments_) => ({ gradients: changed(arguments_, (x) => -x) })),
  given('gradients in another order', ['gradient-transposed', 'uphill'], (arguments_) => ({
    gradients: changed(arguments_, (_, __, j, data) => data[data.length - 1 - j]),
  })),
  given('the last entry is left out', ['gradient-entry-dropped'], (arguments_) => ({
    gradients: changed(arguments_, (x, _, j, data) => (j > 0 && j === data.length - 1 ? 0 : x)),
  })),
  // Without their size gradients that are doubled are a decay that is halved.
  given(
    'gradients doubled',
    ['gradient-scaled', 'decay-times-constant'],
    (arguments_) => ({ gradients: changed(arguments_, (x) => 2 * x) }),
    { design: smallerEpsilon },
  ),
  given('sums of gradients are never cleared', ['gradient-for-ever', 'momentum-unstable'], (arguments_, memory) => {
    const sums = (memory.sums ??= arguments_.gradients.map(({ data }) => Array.from(data, () => 0))) as number[][];
    return { gradients: changed(arguments_, (x, tensor, j) => (sums[tensor][j] += x)) };
  }),
  given('magnitudes by another sign', ['gradient-sign-matters'], (arguments_) => ({
    gradients: changed(arguments_, (x) => (x < 0 ? x / 4 : x)),
  })),
  given('the gradient of the first tensor in all', ['tensors-influence-each-other', 'buffer-shared', 'uphill'], (arguments_) => ({
    gradients: changed(arguments_, (x, tensor, j) => {
      const [{ data }] = arguments_.gradients;
      return tensor === 0 ? x : x + data[j % data.length];
    }),
  })),
  given(
    'steps divided by the number of tensors',
    ['step-length-by-tensors', 'tensors-influence-each-other'],
    ({ learningRate, parameters }) => ({
      learningRate: learningRate / parameters.length,
    }),
  ),
  {
    name: 'gradients are changed',
    causes: ['gradients-changed'],
    mutate: (optimizer) =>
      around(optimizer, ({ gradients }, _, update) => {
        update();
        for (const { data } of gradients) data[0] *= 0.5;
      }),
  },
  {
    name: 'the last tensor is not stepped',
    causes: ['gradient-entry-dropped', 'tensors-influence-each-other', 'decay-skips-tensor'],
    mutate: (optimizer) =>
      around(optimizer, ({ parameters }, _, update) => {
        const last = parameters.length > 1 ? parameters[parameters.length - 1].data.slice() : undefined;
        update();
        if (last !== undefined) parameters[parameters.length - 1].data.set(last);
      }),
  },
];
