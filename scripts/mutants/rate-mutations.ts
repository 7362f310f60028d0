import { given, type Mutation } from './mutation.ts';

/** Mistakes of the learning rate. */
export const rateMutations: readonly Mutation[] = [
  given("the previous step's rate", ['rate-previous', 'gradient-late', 'decay-previous-rate'], ({ learningRate }, memory) => {
    const last = memory.last ?? learningRate;
    memory.last = learningRate;
    return { learningRate: last as number };
  }),
  given('the first rate for ever', ['rate-initial', 'decay-initial-rate'], ({ learningRate }, memory) => ({
    learningRate: (memory.first ??= learningRate) as number,
  })),
  given('the rate twice', ['rate-squared', 'decay-times-rate-twice', 'rate-change-compounds'], ({ learningRate }) => ({
    learningRate: learningRate * learningRate,
  })),
  given('rates multiplied up', ['rate-change-compounds', 'rate-squared', 'not-finite'], ({ learningRate }, memory) => {
    const first = (memory.first ??= learningRate) as number;
    memory.rate = memory.rate === undefined ? learningRate : ((memory.rate as number) * learningRate) / first;
    return { learningRate: memory.rate as number };
  }),
  given('a change of the rate counts twice', ['rate-change-compounds', 'rate-squared'], ({ learningRate }, memory) => ({
    learningRate: (learningRate * learningRate) / ((memory.first ??= learningRate) as number),
  })),
  given('a cap on the rate', ['rate-capped', 'rate-initial', 'rate-dead'], ({ learningRate }) => ({
    learningRate: Math.min(learningRate, 1e-3),
  })),
  given('half the rate in float32', ['rule-differs-by-precision'], ({ learningRate, parameters }) => ({
    learningRate: parameters[0].data instanceof Float32Array ? learningRate / 2 : learningRate,
  })),
];
