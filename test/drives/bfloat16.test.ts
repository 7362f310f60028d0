import { describe, expect, test } from 'vitest';
import { bfloat16 } from '../../src/drives/bfloat16.ts';
import { drawProblem } from '../../src/drives/problem.ts';
import type { Optimizer, Way } from '../../src/optimizers/optimizer.ts';

const problem = drawProblem({
  seed: 1,
  shapes: [[3], [2, 2]],
  precision: 'float64',
  steps: 2,
  schedule: false,
  learningRate: 0.5,
  weightDecay: 0,
  scale: 1,
});

/** What is left of a number in 8 bits. */
const short = (x: number): number => {
  const [bits, words] = [new Float32Array([x]), 0x10000];
  const whole = new Uint32Array(bits.buffer);
  whole[0] = Math.round(whole[0] / words) * words;
  return bits[0];
};

interface State {
  readonly low: boolean;
  readonly start: readonly number[];
  far: number;
}

/** Steps as long as the rule says, from the way that it has gone so far. */
const stepping = (length: (far: number, learningRate: number) => number, isWritten = true): Optimizer<State> => ({
  name: 'stepping',
  init: ({ parameters, way }) => ({
    low: (way as Way | undefined)?.dtype === 'bfloat16',
    start: parameters.flatMap(({ data }) => Array.from(data)),
    far: 0,
  }),
  update({ parameters, gradients, state, learningRate }) {
    const now = parameters.flatMap(({ data }) => Array.from(data));
    state.far = Math.max(state.far, ...now.map((w, i) => Math.abs(w - state.start[i])));
    const long = length(state.far, learningRate);
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) {
        const next = data[j] - long * gradients[i].data[j];
        if (!state.low) data[j] = next;
        else if (isWritten) data[j] = short(next);
      }
    });
  },
});

const compare = (optimizer: Optimizer<State>) => bfloat16.compare(optimizer as Optimizer, problem, [{ dtype: 'bfloat16' }]);

describe('parameters that do not move in bfloat16', () => {
  test('are those of a copy that is not written back', () => {
    expect(compare(stepping((_, rate) => rate, false))).toMatchObject({
      cause: 'low-precision-differs',
      diagnosis: expect.stringContaining('do not move') as string,
    });
  });

  test('or of a step that is lost in them, from which nothing is learned', () => {
    const distance = (far: number): number => 4 * Math.max(1e-6, far);
    expect(compare(stepping(distance))).toBeUndefined();
  });

  test('a rule that moves them passes', () => {
    expect(compare(stepping((_, rate) => rate))).toBeUndefined();
  });
});
