import { describe, expect, test } from 'vitest';
import { layers } from '../../src/networks/layers/index.ts';
import type { Layer } from '../../src/networks/layers/layer.ts';
import { averagePooling } from '../../src/networks/layers/average-pooling.ts';
import { batchNormalisation } from '../../src/networks/layers/batch-normalisation.ts';
import { linear } from '../../src/networks/layers/linear.ts';
import { rmsNormalisation } from '../../src/networks/layers/rms-normalisation.ts';
import { tanh } from '../../src/networks/layers/tanh.ts';
import { product, together } from '../../src/networks/scales.ts';
import { casesOf, gradientGap, scaleBreach, tells } from './layer-conduct.ts';

describe.each(layers)('$name', (layer) => {
  test('can be put somewhere', () => {
    expect(casesOf(layer).filter(tells)).not.toEqual([]);
    expect(layers.filter(({ name }) => name === layer.name)).toHaveLength(1);
    expect(layer.formula).toContain('=');
  });

  test('has the gradient of what it computes', () => {
    for (const at of casesOf(layer)) expect(gradientGap(layer, at), JSON.stringify(at)).toBeLessThan(1e-7);
  });

  test('treats scales as its rule says', () => {
    for (const at of casesOf(layer)) expect(scaleBreach(layer, at), JSON.stringify(at)).toBeUndefined();
  });
});

describe('a layer is caught', () => {
  const breaches = (layer: Layer): (string | undefined)[] =>
    casesOf(layer)
      .filter(tells)
      .map((at) => scaleBreach(layer, at));
  const gaps = (layer: Layer): number[] =>
    casesOf(layer)
      .filter(tells)
      .map((at) => gradientGap(layer, at));
  /** A layer whose backward pass is changed. */
  const backward = (
    layer: Layer,
    change: (pass: Parameters<ReturnType<Layer['instantiate']>['backward']>[0]) => void,
  ): Layer => ({
    ...layer,
    instantiate(place, options) {
      const instance = layer.instantiate(place, options);
      return {
        ...instance,
        backward(pass) {
          instance.backward(pass);
          change(pass);
        },
      };
    },
  });

  test.each<[string, Layer]>([
    ['that takes no scale and says that it does', { ...tanh, scale: together }],
    ['that keeps a scale and says that it takes it away', { ...averagePooling, scale: () => 'none' }],
    ['that takes a scale away and says that it keeps it', { ...batchNormalisation, scale: together }],
    ['that takes away the whole and says that it does so for channels', { ...rmsNormalisation, scale: () => 'none' }],
    ['that mixes channels and says that it does not', { ...linear, scale: together }],
    [
      'whose weights are normalised and which says that they are not',
      { ...layers.find(({ name }) => name === 'weight-normalised-linear')!, scale: product },
    ],
  ])('%s', (_, layer) => {
    expect(breaches(layer)).not.toContain(undefined);
  });

  test.each<[string, Layer]>([
    ['that forgets a gradient', backward(linear, ({ gradients }) => gradients[0]?.fill(NaN))],
    ['whose gradient has the wrong sign', backward(tanh, ({ inputGradients: [g] }) => g?.forEach((x, i) => (g[i] = -x)))],
    [
      'whose gradient is too large by a ten-thousandth',
      backward(averagePooling, ({ inputGradients: [g] }) => g?.forEach((x, i) => (g[i] = 1.0001 * x))),
    ],
    ['that adds to what was there', backward(linear, ({ inputGradients: [g] }) => g?.forEach((x, i) => (g[i] = 2 * x)))],
  ])('%s', (_, layer) => {
    for (const gap of gaps(layer)) expect(gap < 1e-7).toBe(false);
  });
});
