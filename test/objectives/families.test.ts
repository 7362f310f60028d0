import { describe, expect, test } from 'vitest';
import { copy, size, type Precision } from '../../src/arithmetic/tensor.ts';
import { defineObjective } from '../../src/objectives/define-objective.ts';
import { objectiveFamilies } from '../../src/objectives/index.ts';
import { objective } from '../../src/objectives/reference.ts';
import { stream } from '../../src/random/stream.ts';
import { registeredIn } from '../registered-in.ts';
import { begin, inner } from './begin.ts';

/** The defaults of every family, and members with unusual options. */
const references = [
  ...objectiveFamilies.map(({ name }) => name),
  'convnet?data=mnist&channels=3,5&shrink=4&normaliser=rms&activation=tanh',
  'digits-mlp?normaliser=layer',
  'digits-mlp?normaliser=group&widths=8,8&batch=8&groups=2',
  'digits-mlp?normaliser=rms&activation=gelu',
  'digits-mlp?normaliser=weight&activation=leaky-relu',
  'digits-mlp?normaliser=none&activation=tanh&bias=trained',
  'digits-mlp?epsilon=0.001&topLayer=trained&gain=trained',
  'digits-mlp?widths=9,5,3&batch=7&trainSize=50',
  'isotropic-noise?dimension=10&alpha=1.5&scales=1,10,100',
  'noisy-rayleigh-quotient?dimension=7&batch=3&condition=10&spectrumSeed=4',
  'quadratic-ratio?noise=0.5',
  'two-basins?dimension=2&barrier=1&tilt=0',
  'von-mises-fisher?dimension=3&kappa=0.5&noise=0',
];

const precisions: readonly Precision[] = ['float64', 'float32'];

test('the index has the family of every file once, and each says what it is', () => {
  const names = objectiveFamilies.map(({ name }) => name);
  expect([...names].sort()).toEqual(registeredIn('src/objectives', /: ObjectiveFamily = .*?^ {2}name: '([^']+)'/ms));
  for (const { options, optionDescriptions, description } of objectiveFamilies) {
    expect(Object.keys(optionDescriptions)).toEqual(Object.keys(options));
    expect(description).not.toBe('');
  }
});

describe.each(references)('%s', (reference) => {
  const member = objective(reference);

  test('rebuilds itself from its reference and describes itself consistently', () => {
    expect(member.reference).toBe(reference);
    expect(defineObjective(member)).toEqual({ ...member, instantiate: expect.any(Function) });
  });

  test.each(precisions)('computes reproducibly in %s and leaves the parameters alone', (precision) => {
    const { instance, parameters, gradients, data } = begin(member, precision);
    instance.initialise(parameters, stream(5, 'initialisation'));
    expect(parameters.some(({ data: w }) => w.some((value) => value !== 0))).toBe(true);
    const before = parameters.map(copy);
    const loss = instance.gradient(parameters, gradients, data.seek(3, 9));
    const metrics = instance.evaluate(parameters);
    expect(parameters).toEqual(before);
    expect(Number.isFinite(loss)).toBe(true);
    expect(metrics.length).toBe(member.metrics.length);
    expect(metrics.every(Number.isFinite)).toBe(true);
    expect(gradients.every(({ data: g }) => g.every(Number.isFinite))).toBe(true);

    const again = begin(objective(reference), precision);
    again.instance.initialise(again.parameters, stream(5, 'initialisation'));
    expect(again.parameters).toEqual(parameters);
    expect(again.instance.gradient(again.parameters, again.gradients, data.seek(3, 9))).toBe(loss);
    expect(again.gradients).toEqual(gradients);

    const other = again.gradients.map(copy);
    again.instance.gradient(again.parameters, other, data.seek(3, 10));
    if (member.noise === 'none') expect(other).toEqual(gradients);
    else expect(other).not.toEqual(gradients);
  });

  test.each(precisions)('is what it says it is under scaling by a power of two, in %s', (precision) => {
    const { instance, parameters, gradients, data } = begin(member, precision);
    const loss = instance.gradient(parameters, gradients, data.seek(0, 1));
    const metrics = instance.evaluate(parameters);
    const grouped = new Set(member.groups.flatMap(({ tensors }) => tensors));
    const larger = parameters.map(copy);
    grouped.forEach((i) => larger[i].data.forEach((w, j, all) => (all[j] = 8 * w)));
    const smaller = gradients.map(copy);
    const lossThere = instance.gradient(larger, smaller, data.seek(0, 1));
    if (member.normaliserEpsilon === 0) {
      expect(lossThere).toBe(loss);
      expect(instance.evaluate(larger)).toEqual(metrics);
      smaller.forEach(({ data: g }, i) => {
        if (grouped.has(i)) g.forEach((_, j) => (g[j] *= 8));
      });
      expect(smaller).toEqual(gradients);
      for (const { tensors } of member.groups) {
        const w = tensors.map((i) => parameters[i]);
        const g = tensors.map((i) => gradients[i]);
        expect(Math.abs(inner(w, g))).toBeLessThan(
          (precision === 'float64' ? 1e-14 : 1e-5) * (1 + Math.sqrt(inner(w, w) * inner(g, g))),
        );
      }
    } else {
      expect(lossThere).not.toBe(loss);
    }
  });

  test('what it computes has not changed', () => {
    const { instance, parameters, gradients, data } = begin(member, 'float64');
    instance.initialise(parameters, stream(1, 'initialisation'));
    const losses = [1, 2, 3].map((step) => {
      const loss = instance.gradient(parameters, gradients, data.seek(0, step));
      parameters.forEach(({ data: w }, i) => w.forEach((_, j) => (w[j] -= 0.125 * gradients[i].data[j])));
      return loss;
    });
    expect({
      name: member.name,
      parameters: member.parameters.map(({ name, shape }) => `${name} [${shape.join(', ')}]`),
      coordinates: member.parameters.reduce((sum, { shape }) => sum + size(shape), 0),
      groups: member.groups.map(({ name, columns }) => (columns === undefined ? name : `${name} × ${columns}`)),
      losses,
      squaredGradient: inner(gradients, gradients),
      metrics: Object.fromEntries(member.metrics.map((name, i) => [name, instance.evaluate(parameters)[i]])),
    }).toMatchSnapshot();
  });
});
