import { describe, expect, test } from 'vitest';
import { analyseDifferentiable } from '../../../src/inference/model/analyse-model.ts';
import type { AnalysedGroup, AnalysedTensor, ModelAnalysis } from '../../../src/inference/model/model-analysis.ts';
import type { PlainModel } from '../../../src/objectives/model/model.ts';
import { plainModel } from '../../../src/objectives/model/plain-model.ts';
import { nightly, sample } from '../../size.ts';
import { batchOutside, blocks, kinds, lookUp, regression, transposed, withPenalty } from './kinds.ts';
import { batch, inputs, normalised, plus, product, relu, rows, times, units } from './networks.ts';

const analyse = (model: PlainModel, seed?: number): ModelAnalysis => analyseDifferentiable(plainModel(model), seed);

describe('what is right of each kind', () => {
  test.each(kinds.map(({ model, says }) => [model.name, model, says] as const))('%s', (_, model, says) => {
    expect(summary(analyse(model))).toEqual(says);
  });

  test('does not depend on the points', () => {
    for (const name of ['RMSNorm with ε', 'Gemma', 'heads', 'QK norm', 'attention', 'penalty and ε']) {
      const { model, says } = kinds.find((kind) => kind.model.name === name)!;
      for (const seed of nightly ? [1, 2] : [1]) expect(summary(analyse(model, seed)), `${name}, seed ${seed}`).toEqual(says);
    }
  });
});

describe('an epsilon is sized within ten per cent, inside the root and outside', () => {
  type Build = (settings: { epsilon?: number; outside?: number }) => PlainModel;
  const hidden: Record<string, Build> = {
    'RMS of a row': (settings) =>
      regression('m', { w: [inputs, units] }, ({ w }, x) => blocks(product(x, w, units), units, settings)),
    'RMS of a row, [outputs, inputs]': (settings) =>
      regression('m', { w: [units, inputs] }, ({ w }, x) => blocks(product(x, transposed(w, inputs), units), units, settings)),
    'layer norm of an odd width': (settings) =>
      regression('m', { w: [inputs, 7] }, ({ w }, x) => blocks(product(x, w, 7), 7, { ...settings, centred: true })),
    heads: (settings) => regression('m', { w: [inputs, 6] }, ({ w }, x) => blocks(product(x, w, 6), 2, settings)),
    'rows of a table': (settings) => regression('m', { w: [5, units] }, ({ w }, x) => blocks(lookUp(w, x), units, settings)),
    'heads of [inputs, heads, dim]': (settings) =>
      regression('m', { w: [inputs, 3, 2] }, ({ w }, x) => blocks(product(x, w, 6), 2, settings)),
    'bias before a layer norm': (settings) =>
      regression('m', { w: [inputs, units], b: [units] }, ({ w, b }, x) =>
        blocks(plus(product(x, w, units), b), units, { ...settings, centred: true }),
      ),
    'batch norm': ({ epsilon = 0, outside = 0 }) =>
      regression('m', { w: [inputs, units] }, ({ w }, x) =>
        outside > 0 ? batchOutside(product(x, w, units), outside) : normalised(product(x, w, units), 'batch', epsilon),
      ),
  };
  const sizes = [1e-6, 0.05];
  const { cases, said } = sample(
    Object.entries(hidden).flatMap(([name, build]) => sizes.map((size) => [name, size, build] as const)),
    3,
  );
  test.each(cases)(`%s, %d${said}`, (_, size, build) => {
    for (const [settings, place] of [
      [{ epsilon: size }, 'inside-root'],
      [{ outside: size }, 'outside-root'],
    ] as const) {
      const { epsilon } = analyse(build(settings)).groups[0];
      expect(epsilon?.place).toBe(place);
      expect(Math.abs(epsilon!.forUnitInputs / size - 1)).toBeLessThan(0.1);
    }
  });

  const followed = { centred: 'layer norm', plain: 'RMS norm', batch: 'batch norm' } as const;
  test.each(Object.entries(followed))('with a gain, a bias and a rectifier behind it: %s', (kind) => {
    for (const size of [1e-5, 0.05]) {
      const model = regression(
        'm',
        { w: [inputs, units], gamma: [units], beta: [units] },
        ({ w, gamma, beta }, x) => {
          const h = product(x, w, units);
          const normal =
            kind === 'batch' ? normalised(h, 'batch', size) : blocks(h, units, { epsilon: size, centred: kind === 'centred' });
          return relu(plus(times(normal, gamma), beta));
        },
        { init: ({ parameters: { w, gamma }, random }) => (w.forEach((_, i) => (w[i] = random.normal())), void gamma.fill(1)) },
      );
      const { epsilon } = analyse(model).groups[0];
      expect(epsilon?.place).toBe('inside-root');
      expect(Math.abs(epsilon!.forUnitInputs / size - 1), `${size}`).toBeLessThan(0.1);
    }
  });

  test('and said with its place', () => {
    const [line] = analyse(hidden['RMS of a row']({ outside: 0.01 })).breaks;
    expect(line).toMatch(/because of an epsilon in its normaliser, outside the root: about 0\.01 for inputs of mean square 1/);
  });
});

describe('what looks alike and is not', () => {
  const analysed = (parameters: PlainModel['parameters'], hidden: Parameters<typeof regression>[2]): string[] =>
    summary(analyse(regression('m', parameters, hidden)));

  test('a bias that starts at 0 is no gain of 1 + w, before a rectifier, a softplus or a tanh', () => {
    for (const after of [(z: number) => Math.max(0, z), (z: number) => Math.log(1 + Math.exp(z)), Math.tanh])
      expect(
        analysed({ w: [inputs, units], beta: [units] }, ({ w, beta }, x) =>
          plus(blocks(product(x, w, units), units), beta).map(after),
        ),
      ).toEqual(['w: exact, whole', 'beta: bias']);
  });

  test('a gain of 1 + w is named whatever it starts at, and one of 2 + w is none that is known', () => {
    const gained = (by: number): string[] =>
      analysed({ w: [inputs, units], gamma: [units] }, ({ w, gamma }, x) =>
        times(
          blocks(product(x, w, units), units),
          gamma.map((value) => by + value),
        ),
      );
    expect(gained(1)[1]).toBe('gamma: gain, 1 + w');
    expect(gained(2)[1]).toBe('gamma: bias');
  });

  test('a penalty on one of two tensors is not said of the other', () => {
    const model = regression('m', { a: [inputs, units], b: [inputs, units] }, ({ a, b }, x) => {
      const second = blocks(product(x, b, units), units);
      return blocks(product(x, a, units), units).map((value, i) => value + second[i]);
    });
    expect(summary(analyse(withPenalty(model, 'a', 0.25)))).toEqual(['a: penalised 0.25', 'b: exact, whole']);
  });

  test('blocks of another size, and columns of which one is left out, are told apart', () => {
    expect(analysed({ w: [inputs, 8] }, ({ w }, x) => blocks(product(x, w, 8), 4))).toEqual(['w: exact, columns of 4']);
    expect(
      analysed({ w: [inputs, 8] }, ({ w }, x) => {
        const h = product(x, w, 8);
        const out = blocks(h, 4);
        return out.map((value, at) => (at % 8 < 4 ? value : h[at]));
      }),
    ).toEqual(['w: layer, columns of 4: 1 0']);
  });

  test('spread heads', () => {
    expect(
      analysed({ w: [inputs, 6] }, ({ w }, x) => {
        const h = product(x, w, 6);
        // Head k has the columns k and k + 3.
        const order = [0, 3, 1, 4, 2, 5];
        return blocks(
          Array.from({ length: rows * 6 }, (_, at) => h[Math.floor(at / 6) * 6 + order[at % 6]]),
          2,
        );
      }),
    ).toEqual(['w: exact, spread-columns of 2']);
  });
});

test('a loss in float32 has the digits of float32, and is as scale-invariant', () => {
  const model = regression('m', { w: [inputs, units] }, ({ w }, x) => blocks(product(x, w, units), units));
  const rounded: PlainModel = { ...model, loss: (given) => Math.fround(model.loss(given as Parameters<typeof model.loss>[0])) };
  for (const seed of [1, 2, 3]) expect(summary(analyse(rounded, seed)), `${seed}`).toEqual(['w: exact, whole']);
  expect(analyse(rounded).notes[0]).toMatch('to about four digits, as the loss is computed in float32');
  expect(analyse(model).notes[0]).toMatch('to about ten digits;');
});

test('running statistics that are kept between calls are found out', () => {
  let running = 1;
  const model: PlainModel = {
    name: 'running',
    parameters: { w: [inputs, 1] },
    batch,
    loss: ({ parameters: { w }, batch: drawn }) => {
      const h = product((drawn as { x: number[] }).x, w, 1);
      running = 0.9 * running + (0.1 * h.reduce((sum, y) => sum + y * y, 0)) / rows;
      return h[0] / Math.sqrt(running);
    },
  };
  expect(() => analyse(model)).toThrow(
    expect.objectContaining({ code: 'MODEL_NOT_A_FUNCTION', message: expect.stringMatching(/running statistics/) }),
  );
});

test('what only acts in jumps is said to have no gradient', () => {
  const { breaks } = analyse(kinds.find(({ model }) => model.name === 'signs')!.model);
  expect(breaks).toEqual([expect.stringMatching(/^kernel has no gradient although the loss depends on it/)]);
});

test('what no epsilon explains may be a residual branch, and an epsilon is one whatever its size', () => {
  const residual = (share: number): PlainModel =>
    regression('residual', { w: [inputs, units] }, ({ w }, x) =>
      blocks(
        product(x, w, units).map((y, i) => y + share * x[Math.floor(i / units) * inputs + (i % units)]),
        units,
      ),
    );
  for (const share of [1, 0.05])
    expect(analyse(residual(share)).breaks).toEqual([
      expect.stringMatching(/or of another part of its input that does not grow/),
    ]);
  for (const settings of [{ outside: 0.01 }, { outside: 1 }, { epsilon: 1e-3 }, { epsilon: 1 }]) {
    const model = regression('epsilon', { w: [inputs, units] }, ({ w }, x) => blocks(product(x, w, units), units, settings));
    expect(analyse(model).breaks).toEqual([expect.not.stringMatching(/residual/)]);
  }
});

test('an epsilon behind units of many sizes is inside the root where its effect falls as c⁻²', () => {
  for (const [settings, said] of [
    [{ epsilon: 1e-5 }, 'inside the root: about'],
    [{ outside: 1e-3 }, 'outside the root'],
  ] as const) {
    const model = regression('deep', { stem: [inputs, 8], kernel: [8, units] }, ({ stem, kernel }, x) =>
      blocks(product(relu(normalised(product(x, stem, 8), 'batch')), kernel, units), units, { ...settings, centred: true }),
    );
    expect(analyse(model).breaks).toEqual([expect.stringMatching(new RegExp(`kernel .*an epsilon in its normaliser, ${said}`))]);
  }
});

test('columns that nothing reads, and rows of inputs that are always 0, are told', () => {
  const read = (w: Float64Array, x: readonly number[], without: number): number[] =>
    blocks(product(x, w, units), units).map((y, at) => (at % units === without ? 0 : y));
  const notes = (hidden: (w: Float64Array, x: readonly number[]) => number[]): string[] =>
    analyse(regression('m', { w: [inputs, units] }, ({ w }, x) => hidden(w, x))).notes.filter((note) => /no gradient/.test(note));
  expect(notes((w, x) => normalised(product(x, w, units), 'batch').map((y, at) => (at % units === 2 ? 0 : y)))).toEqual([
    expect.stringMatching(/^no gradient reaches column 2 of w, in any of 7 batches/),
  ]);
  expect(
    notes((w, x) =>
      blocks(
        product(
          x.map((value, at) => (at % inputs === 1 ? 0 : value)),
          w,
          units,
        ),
        units,
      ),
    ),
  ).toEqual([expect.stringMatching(/^no gradient reaches row 1 of w/)]);
  // A column that a norm still sees gets a gradient, though nothing reads it.
  expect(notes((w, x) => read(w, x, 2))).toEqual([]);
});

/** Groups and roles in the order of tensors, then balances. */
function summary({ tensors, groups, balances }: ModelAnalysis): string[] {
  const said = tensors.flatMap((tensor, i) =>
    tensor.group === undefined
      ? [`${tensor.name}: ${describeRole(tensor)}`]
      : groups[tensor.group].tensors[0] === i
        ? [describeGroup(groups[tensor.group])]
        : [],
  );
  return [...said, ...balances.map(({ names, powers }) => `balance ${names.join(' ')}: ${powers.join(' ')}`)];
}

function describeGroup({ name, invariance, per, axes, block }: AnalysedGroup): string {
  const size = per === 'slice' ? ` ${axes}` : block === undefined ? '' : ` of ${block}`;
  return `${name}: ${invariance}, ${per}${size}`;
}

function describeRole({ role, form, degree, penalty, penalisedParts, epsilon, invariantParts }: AnalysedTensor): string {
  const forms = { gain: '', 'one-plus': ', 1 + w', reciprocal: ', 1 / w', exponential: ', exp' };
  return [
    role,
    form === undefined ? '' : forms[form],
    degree === undefined ? '' : ` ${degree}`,
    penalty === undefined ? '' : `${role === 'penalised' ? '' : ', penalised'} ${Number(penalty.toPrecision(3))}`,
    penalisedParts === undefined ? '' : `, ${penalisedParts.kind} ${penalisedParts.indices.join(' ')}`,
    epsilon === undefined ? '' : `, ε ${Number(epsilon.forUnitInputs.toPrecision(1))} ${epsilon.place}`,
    invariantParts === undefined ? '' : `, columns of ${invariantParts.block}: ${invariantParts.invariant.map(Number).join(' ')}`,
  ].join('');
}
