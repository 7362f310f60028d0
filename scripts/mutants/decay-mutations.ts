import type { CauseId } from '../../src/inference/cause.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { around, given, type Given, type Memory, type Mutation } from './mutation.ts';

/** Of optimizers that decay at all. */
const decaying = (mutation: Mutation): Mutation => ({
  ...mutation,
  mutate: (optimizer) => (kindOf(optimizer) === undefined ? undefined : mutation.mutate(optimizer)),
});

function kindOf({ contract }: Optimizer): 'coupled' | 'decoupled' | 'independent' | undefined {
  const kind = contract?.weightDecay;
  return kind === 'none' || contract?.exempt?.['zero-gradient-decay'] !== undefined ? undefined : kind;
}

/** λ times something else than it is given. */
const strength = (
  name: string,
  causes: readonly CauseId[],
  factor: (given: Given, memory: Memory) => number,
  needsContract = false,
): Mutation =>
  decaying(
    given(name, causes, (arguments_, memory) => ({ weightDecay: arguments_.weightDecay * factor(arguments_, memory) }), {
      needsContract,
    }),
  );

/** The decay of something else than all weights, in the way in which the optimizer decays. */
const term = (
  name: string,
  causes: readonly CauseId[],
  of: (w: number, at: { tensor: number; position: number; given: Given; memory: Memory }) => number,
  needsContract = false,
): Mutation =>
  decaying({
    name,
    causes,
    needsContract,
    mutate: (optimizer) =>
      around(optimizer, (arguments_, memory, update) => {
        const { parameters, gradients, learningRate, weightDecay } = arguments_;
        const terms = parameters.map(({ data }, tensor) =>
          Array.from(data, (w, position) => weightDecay * of(w, { tensor, position, given: arguments_, memory })),
        );
        const kind = kindOf(optimizer);
        if (kind !== 'coupled')
          parameters.forEach(({ data }, i) =>
            terms[i].forEach((x, j) => (data[j] -= (kind === 'decoupled' ? learningRate : 1) * x)),
          );
        const added = gradients.map(({ data, shape }, i) => ({
          data: data.map((x, j) => x + terms[i][j]) as typeof data,
          shape,
        }));
        update({ weightDecay: 0, ...(kind === 'coupled' && { gradients: added }) });
      }),
  });

/** A value of the present step, and that of an earlier one. */
const remembered = (memory: Memory, name: string, value: number): { first: number; last: number; largest: number } => {
  const [first, last, largest] = ['first', 'last', 'largest'].map((which) => (memory[`${which} ${name}`] ?? value) as number);
  Object.assign(memory, { [`first ${name}`]: first, [`last ${name}`]: value, [`largest ${name}`]: Math.max(largest, value) });
  return { first, last, largest: Math.max(largest, value) };
};

/** Mistakes of the weight decay. */
export const decayMutations: readonly Mutation[] = [
  strength('the decay times 1.1', ['decay-times-constant'], () => 1.1),
  strength('half the decay', ['decay-times-constant'], () => 0.5),
  strength('the decay twice', ['decay-twice', 'decay-times-constant'], () => 2),
  strength('the decay grows', ['decay-grows', 'decay-times-constant'], () => -1),
  strength('no decay', ['decay-dead'], () => 0),
  strength(
    'the decay times the rate once more',
    ['decay-times-rate-twice', 'decay-decoupled'],
    ({ learningRate }) => learningRate,
    true,
  ),
  strength(
    'the decay not times the rate',
    ['decay-not-times-rate', 'decay-independent', 'decay-times-constant'],
    ({ learningRate }) => 1 / learningRate,
    true,
  ),
  strength('the decay times the root of the rate', ['decay-root-rate'], ({ learningRate }) => 1 / Math.sqrt(learningRate)),
  strength('the first decay for ever', ['decay-initial-decay'], ({ weightDecay }, memory) =>
    weightDecay === 0 ? 0 : remembered(memory, 'decay', weightDecay).first / weightDecay,
  ),
  strength('the previous decay', ['decay-previous-decay'], ({ weightDecay }, memory) =>
    weightDecay === 0 ? 0 : remembered(memory, 'decay', weightDecay).last / weightDecay,
  ),
  strength(
    'the decay by the first rate',
    ['decay-initial-rate', 'decay-reference-rate'],
    ({ learningRate }, memory) => remembered(memory, 'rate', learningRate).first / learningRate,
  ),
  strength(
    'the decay by the previous rate',
    ['decay-previous-rate'],
    ({ learningRate }, memory) => remembered(memory, 'rate', learningRate).last / learningRate,
  ),
  strength(
    'the decay by the largest rate',
    ['decay-peak-rate'],
    ({ learningRate }, memory) => remembered(memory, 'rate', learningRate).largest / learningRate,
  ),
  strength('the decay once a tensor', ['decay-once-per-tensor', 'decay-times-constant'], ({ parameters }) => parameters.length),
  strength('the decay times a correction', ['decay-times-correction'], ({ step }) => 1 - 0.999 ** step),
  strength('the decay at the first step only', ['decay-first-step-only', 'decay-skips-steps'], ({ step }) =>
    step === 1 ? 1 : 0,
  ),
  strength('the decay at every second step', ['decay-skips-steps'], ({ step }) => (step % 2 === 0 ? 0 : 1)),
  term('the last tensor is not decayed', ['decay-skips-tensor'], (w, { tensor, given: { parameters } }) =>
    tensor > 0 && tensor === parameters.length - 1 ? 0 : w,
  ),
  term('the first tensor is not decayed', ['decay-skips-tensor'], (w, { tensor }) => (tensor === 0 ? 0 : w)),
  term('half of the entries are not decayed', ['decay-skips-entries'], (w, { position }) => (position % 2 === 0 ? w : 0)),
  term(
    'the decay of the first tensor for all',
    ['decay-of-other-tensor', 'tensors-influence-each-other'],
    (_, { position, given: { parameters } }) => parameters[0].data[position % parameters[0].data.length],
  ),
  term('the decay of a number', ['decay-of-number'], () => 1),
  term('the decay of signs', ['decay-by-sign', 'decay-in-sign'], (w) => Math.sign(w)),
  term('the decay of squares', ['decay-of-square'], (w) => w * w),
  term('the decay of sizes', ['decay-of-size'], (w) => Math.abs(w)),
  term(
    'the decay of weights whose gradient is not zero',
    ['decay-skips-zero-gradient'],
    (w, { tensor, position, given: { gradients } }) => (gradients[tensor].data[position] === 0 ? 0 : w),
  ),
  term(
    'the decay towards the start',
    ['decay-towards-start'],
    (w, { tensor, position, memory }) => {
      const start = (memory[`start ${tensor}`] ??= []) as number[][];
      start[position] ??= [w];
      return w - start[position][0];
    },
    true,
  ),
  term('the decay of the weights of the step before', ['decay-stale-weights'], (w, { tensor, position, memory }) => {
    const last = (memory[`last ${tensor}`] ??= []) as number[][];
    const [before] = last[position] ?? [w];
    last[position] = [w];
    return before;
  }),
];
