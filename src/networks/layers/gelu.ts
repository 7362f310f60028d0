import { erf, exp } from '../../arithmetic/elementary.ts';
import { elementwise, type Elementwise } from '../elementwise.ts';
import { unscaled } from '../scales.ts';
import type { Layer } from './layer.ts';

const INVERSE_SQRT_2 = Math.SQRT1_2;
const INVERSE_SQRT_2_PI = 0.3989422804014327;

/** The Gaussian error linear unit: x Φ(x) with the exact normal distribution function. Source: Hendrycks & Gimpel 2016 (arXiv 1606.08415). */
export const gelu: Layer & Elementwise = elementwise({
  name: 'gelu',
  formula: 'y = x Φ(x)',
  scale: unscaled,
  value: (x) => x * normalDistribution(x),
  derivative: (x) => normalDistribution(x) + x * INVERSE_SQRT_2_PI * exp(-0.5 * x * x),
});

function normalDistribution(x: number): number {
  return 0.5 * (1 + erf(x * INVERSE_SQRT_2));
}
