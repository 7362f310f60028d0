import { pow } from '../../../arithmetic/elementary.ts';
import type { Parts } from '../rule.ts';
import type { Family } from './family.ts';

/** Nesterov momentum in Adam, with a coefficient that rises. */
export const nadamRising: Family = {
  rank: 9,
  name: 'nadam',
  source: 'Dozat 2016; PyTorch NAdam, whose coefficient rises',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2, options) => ({
    beta1,
    beta2,
    direction: risingDirection(beta1, options.find((value) => value > 1e-5 && value < 0.05) ?? 0.004),
  }),
};

/** Nesterov momentum in Adam, with corrections of this and the next step. */
export const nadamSteady: Family = {
  rank: 10,
  name: 'nadam',
  source: 'Dozat 2016, without a schedule',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    direction: ({ m, x, c1, step }) => (beta1 * m) / c1(step + 1) + ((1 - beta1) * x) / c1(step),
  }),
};

/** Nesterov momentum in Adam, with the correction of the present step. */
export const nadamCorrectedOnce: Family = {
  rank: 11,
  name: 'nadam',
  source: 'Dozat 2016, with one correction',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    direction: ({ m, x, c1, step }) => (beta1 * m + (1 - beta1) * x) / c1(step),
  }),
};

function risingDirection(beta1: number, decay: number): NonNullable<Parts['direction']> {
  const coefficient = (t: number): number => beta1 * (1 - 0.5 * pow(0.96, t * decay));
  const products = [1];
  const product = (t: number): number => {
    for (let i = products.length; i <= t; i++) products.push(products[i - 1] * coefficient(i));
    return products[t];
  };
  return ({ m, x, step }) =>
    (coefficient(step + 1) * m) / (1 - product(step + 1)) + ((1 - coefficient(step)) * x) / (1 - product(step));
}
