import { expect, test } from 'vitest';
import type { Precision } from '../../src/arithmetic/tensor.ts';
import { costOf, productsOf } from '../../src/objectives/products-of.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { objective } from '../../src/objectives/reference.ts';

test('a network takes a product for each weight, row and position', () => {
  // 64·8 + 8·10 for each of 4 rows.
  expect(productsOf(objective('digits-mlp?widths=8&batch=4'))).toEqual({ products: 4 * (64 * 8 + 8 * 10), network: true });
  // A convolution uses its few weights at many positions.
  const { products, network } = productsOf(objective('convnet'));
  expect(network).toBe(true);
  expect(products).toBeGreaterThan(productsOf(objective('digits-mlp')).products);
});

test('what is no network takes as many as it has numbers', () => {
  expect(productsOf(objective('isotropic-noise?dimension=7'))).toEqual({ products: 7, network: false });
});

test('an objective may read its own parts', () => {
  const inner = objective('isotropic-noise?dimension=7');
  const mine = {
    ...inner,
    inner,
    instantiate(precision: Precision): ReturnType<Objective['instantiate']> {
      return this.inner.instantiate(precision);
    },
  };
  expect(productsOf(mine)).toEqual({ products: 7, network: false });
});

test('a step costs at least its overhead, and noise is dearer to draw than to multiply', () => {
  expect(costOf(objective('isotropic-noise?dimension=2'))).toBe(4096);
  expect(costOf(objective('isotropic-noise?dimension=64'))).toBe(256 * 64);
  expect(costOf(objective('digits-mlp'))).toBe(productsOf(objective('digits-mlp')).products);
});
