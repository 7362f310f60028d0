import type { Tensor } from '../../arithmetic/tensor.ts';
import { copyState } from '../../optimizers/copy-state.ts';
import type { Optimizer, UpdateArguments } from '../../optimizers/optimizer.ts';
import type { Diagnosis } from '../cause.ts';
import { settingAfter, type Setting } from '../decay-hypothesis.ts';
import { integerPower } from '../integer-power.ts';

/** What a rule is given at a step. */
export type Given = Omit<UpdateArguments<unknown>, 'state'>;

/** A mistake that can be made around a rule as a whole, whatever it does inside. */
export interface WholeMistake extends Diagnosis {
  /** What the rule is given in the place of what it should be given; default: that. */
  readonly change?: (given: Given, past: Past) => Partial<Given>;
  /** What is counted as the steps, of tensors of which there are so many. */
  readonly counts?: (step: number, tensors: number) => number;
  /** A buffer of the state into which what is new enters with another weight than it should. */
  readonly whole?: { readonly buffer: string; readonly coefficient: string; readonly weight: (coefficient: number) => number };
  /** Weights shrink by ηλ once more: of those before the rule steps, of those after it, or of the first ones after it. */
  readonly shrinks?: 'before' | 'after' | 'beside';
  /** The state is made anew before every so many steps. */
  readonly clears?: number;
}

/** What was given at the steps so far, the present one among them. */
export interface Past {
  readonly setting: Setting;
  /** Product of the rates, each over the first one. */
  readonly product: number;
  /** Sums of all gradients so far. */
  readonly sums: readonly Tensor[];
}

interface Wrapped {
  inner: unknown;
  setting?: Setting;
  readonly sums: readonly Tensor[];
  product: number;
}

/** The rule with a mistake. */
export function withMistake(rule: Optimizer, { change, counts, whole, shrinks, clears }: WholeMistake): Optimizer<Wrapped> {
  return {
    ...rule,
    init: (given) => ({
      inner: rule.init(given),
      sums: given.parameters.map(({ data, shape }) => ({ data: data.map(() => 0) as typeof data, shape })),
      product: 1,
    }),
    copyState: ({ inner, ...past }) => ({ inner: copyState(rule, inner), ...structuredClone(past) }),
    update({ state, ...given }) {
      const { gradients, parameters, learningRate, weightDecay } = given;
      const setting = (state.setting = settingAfter(state.setting, learningRate, weightDecay));
      state.product *= learningRate / setting.firstLearningRate;
      gradients.forEach(({ data }, i) => {
        for (let j = 0; j < data.length; j++) state.sums[i].data[j] += data[j];
      });
      if (clears !== undefined && setting.step % clears === 0) state.inner = rule.init({ parameters });
      const changed = change?.(given, { setting, product: state.product, sums: state.sums });
      const step = counts?.(given.step, parameters.length) ?? given.step;
      if (counts !== undefined) setPowers(state.inner, given.hyperparameters, step);
      const share = learningRate * weightDecay;
      const first = parameters.map(({ data }) => data.slice());
      if (shrinks === 'before') shrink(parameters, share);
      const buffers = whole === undefined ? [] : buffersOf(state.inner, whole.buffer);
      const kept = buffers.map((buffer) => buffer.slice());
      rule.update({ ...given, step, ...changed, state: state.inner });
      if (whole !== undefined) take(buffers, kept, given.hyperparameters[whole.coefficient], whole.weight);
      if (shrinks === 'after') shrink(parameters, share);
      if (shrinks === 'beside') shrink(parameters, share, first);
    },
  };
}

/** Tells a state that keeps running products for its corrections which step the coming one is. */
function setPowers(state: unknown, { beta1, beta2 }: Given['hyperparameters'], step: number): void {
  if (typeof state !== 'object' || state === null || !('beta1Power' in state)) return;
  Object.assign(state, { beta1Power: integerPower(beta1, step - 1), beta2Power: integerPower(beta2, step - 1) });
}

/** Subtracts a share of weights, by default of their own. */
function shrink(parameters: readonly Tensor[], share: number, of?: readonly Tensor['data'][]): void {
  for (const [i, { data }] of parameters.entries())
    for (let j = 0; j < data.length; j++) data[j] -= share * (of?.[i][j] ?? data[j]);
}

/** The arrays of a buffer, one of each tensor. */
export function buffersOf(state: unknown, name: string): readonly Tensor['data'][] {
  const buffer = (state as Readonly<Record<string, unknown>>)[name];
  const isArray = (each: unknown): each is Tensor['data'] => each instanceof Float64Array || each instanceof Float32Array;
  return Array.isArray(buffer) && buffer.every(isArray) ? buffer : [];
}

/** c b + (1 − c) y becomes c b + (1 − c) k y, where k is a weight that follows from c. */
function take(
  buffers: readonly Tensor['data'][],
  kept: readonly Tensor['data'][],
  coefficient: number,
  weight: (coefficient: number) => number,
): void {
  for (const [i, buffer] of buffers.entries())
    for (let j = 0; j < buffer.length; j++) {
      const rest = coefficient * kept[i][j];
      buffer[j] = rest + (buffer[j] - rest) * weight(coefficient);
    }
}
