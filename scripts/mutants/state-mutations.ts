import type { CauseId } from '../../src/inference/cause.ts';
import { around, given, type Design, type Mutation } from './mutation.ts';

const outside: readonly CauseId[] = ['state-outside', 'instances-share-state', 'not-a-function'];

/** Where the coefficient of the second moment is a power of the step, and nothing else counts steps. */
const offset: Design = {
  name: 'Adafactor with another decay_offset (optax.adafactor, T5X)',
  make: (optimizer) =>
    optimizer.hyperparameters?.decayExponent === undefined
      ? undefined
      : around(optimizer, ({ step }, _, update) => update({ step: step + 1 })),
};

/** Mistakes of counters, options and state. */
export const stateMutations: readonly Mutation[] = [
  given('the counter stays at one', ['correction-stuck', 'correction-missing-second', 'option-dead'], () => ({
    step: 1,
  })),
  given('the counter is one ahead', ['correction-late', 'correction-wrong'], ({ step }) => ({ step: step + 1 }), {
    design: offset,
  }),
  given('the counter is halved', ['correction-wrong', 'correction-late'], ({ step }) => ({ step: Math.ceil(step / 2) })),
  given(
    'the counter counts tensors',
    ['correction-per-tensor', 'tensors-influence-each-other', 'correction-per-micro-batch'],
    ({ step, parameters }) => ({
      step: step * parameters.length,
    }),
  ),
  {
    name: 'both coefficients are exchanged',
    causes: ['betas-swapped'],
    mutate: ({ hyperparameters, ...optimizer }) => {
      const { beta1, beta2 } = hyperparameters ?? {};
      if (beta1 === undefined || beta2 === undefined) return undefined;
      return around({ ...optimizer, hyperparameters }, (arguments_, _, update) => {
        const { beta1: second, beta2: first } = arguments_.hyperparameters;
        update({ hyperparameters: { ...arguments_.hyperparameters, beta1: first, beta2: second } });
      });
    },
  },
  ...[0, 1, 2, 3].map((position): Mutation => ({
    name: `option ${position + 1} is never read`,
    causes: ['option-dead'],
    mutate: (optimizer) => {
      const [name, value] = Object.entries(optimizer.hyperparameters ?? {})[position] ?? [];
      if (name === undefined) return undefined;
      return around(optimizer, ({ hyperparameters }, _, update) =>
        update({ hyperparameters: { ...hyperparameters, [name]: value! } }),
      );
    },
  })),
  {
    name: 'the state is made anew at every tenth step',
    causes: ['buffer-cleared', 'correction-wrong', 'first-step-jump', 'correction-stuck'],
    mutate: (optimizer) => ({
      ...optimizer,
      init: (arguments_) => ({ inner: optimizer.init(arguments_), calls: 0 }),
      copyState: (state) => structuredClone(state),
      update({ state, ...arguments_ }) {
        const own = state as { inner: unknown; calls: number };
        own.calls += 1;
        if (own.calls % 10 === 0) own.inner = optimizer.init({ parameters: arguments_.parameters });
        optimizer.update({ ...arguments_, state: own.inner });
      },
    }),
  },
  {
    name: 'the state is kept outside',
    causes: outside,
    mutate: (optimizer) => {
      let state: unknown;
      return {
        ...optimizer,
        init: (arguments_) => {
          state = optimizer.init(arguments_);
          return {};
        },
        copyState: () => ({}),
        update: (arguments_) => optimizer.update({ ...arguments_, state }),
      };
    },
  },
  {
    name: 'a counter of all instances',
    causes: outside,
    mutate: (optimizer) => {
      let calls = 0;
      return around(optimizer, ({ learningRate }, _, update) => {
        calls += 1;
        update({ learningRate: learningRate * (1 + 1 / calls) });
      });
    },
  },
  {
    name: 'weights are rounded to float32',
    causes: ['parameters-rounded'],
    mutate: (optimizer) =>
      around(optimizer, ({ parameters }, _, update) => {
        update();
        for (const { data } of parameters) data.forEach((w, j) => (data[j] = Math.fround(w)));
      }),
  },
  {
    name: 'weights drift',
    causes: ['drift'],
    mutate: (optimizer) =>
      around(optimizer, ({ parameters, learningRate }, _, update) => {
        update();
        for (const { data } of parameters) for (let j = 0; j < data.length; j++) data[j] += 1e-2 * learningRate;
      }),
  },
  {
    name: 'no number where a gradient is zero',
    causes: ['not-finite'],
    mutate: (optimizer) =>
      around(optimizer, ({ parameters, gradients }, _, update) => {
        update();
        parameters.forEach(({ data }, i) => {
          for (let j = 0; j < data.length; j++) if (gradients[i].data[j] === 0) data[j] = NaN;
        });
      }),
  },
];
