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
  parts: (beta1, beta2, options) => ({ beta1, beta2, direction: alongRising(rising(beta1, options)) }),
  mistakes: [
    {
      cause: 'correction-wrong',
      sentence: 'the present momentum is multiplied into the running product a second time where the next one belongs to it',
      parts: (beta1, beta2, options) => {
        const rise = rising(beta1, options);
        const { at, product } = rise;
        const ahead = (t: number): number => product(t) * at(t) * at(t + 1);
        return { beta1, beta2, direction: alongRising(rise, { ahead }) };
      },
    },
    {
      // Whoever looks ahead with one correction for all of it writes the same as who takes that of the wrong step.
      cause: 'ambiguous',
      sentence:
        'the look-ahead is corrected as a whole by the running product of this step: a rule with one correction, or one that takes it of this step where that of the next one belongs to the first moment',
      parts: (beta1, beta2, options) => {
        const rise = rising(beta1, options);
        return { beta1, beta2, direction: alongRising(rise, { ahead: rise.product }) };
      },
    },
    {
      cause: 'correction-wrong',
      sentence: 'the running products of this step and of the next are exchanged in the corrections',
      parts: (beta1, beta2, options) => {
        const rise = rising(beta1, options);
        const { product } = rise;
        return { beta1, beta2, direction: alongRising(rise, { present: (t) => product(t + 1), ahead: product }) };
      },
    },
    {
      cause: 'correction-stuck',
      sentence:
        'the corrections are taken from the coefficients and not from their running products, as if each step were the first',
      parts: (beta1, beta2, options) => {
        const rise = rising(beta1, options);
        const [present, ahead] = [() => beta1, (t: number) => beta1 * rise.at(t + 1)];
        return { beta1, beta2, direction: alongRising(rise, { present, ahead }), correct2: () => 1 - beta2 };
      },
    },
    {
      cause: 'correction-stuck',
      sentence: 'the correction of the first moment is taken from the coefficients and not from their running products',
      parts: (beta1, beta2, options) => {
        const rise = rising(beta1, options);
        const { at } = rise;
        return { beta1, beta2, direction: alongRising(rise, { present: at, ahead: (t) => at(t) * at(t + 1) }) };
      },
    },
    {
      cause: 'correction-wrong',
      sentence: 'the corrected first moment is written over the stored one, so that corrections multiply from step to step',
      parts: (beta1, beta2, options) => {
        const rise = rising(beta1, options);
        return {
          beta1,
          beta2,
          direction: alongRising(rise),
          stores1: (m, _, t) => (rise.at(t + 1) * m) / (1 - rise.product(t + 1)),
        };
      },
    },
  ],
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

/** Nesterov momentum in Adam, with one correction: that of the present step, or of the next one, which is what the weights of gradients come to in a look-ahead. */
export const nadamCorrectedOnce: Family = {
  rank: 11,
  name: 'nadam',
  source: 'Dozat 2016, with one correction',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) =>
    [0, 1].map((ahead) => ({
      beta1,
      beta2,
      direction: ({ m, x, c1, step }) => (beta1 * m + (1 - beta1) * x) / c1(step + ahead),
    })),
};

/** A coefficient of momentum that rises, and its running product. */
interface Rise {
  at(t: number): number;
  product(t: number): number;
}

/** μₜ = β₁ (1 − ½ 0.96^(ψt)), with ψ an option or 0.004. */
function rising(beta1: number, options: readonly number[]): Rise {
  const decay = options.find((value) => value > 1e-5 && value < 0.05) ?? 0.004;
  const at = (t: number): number => beta1 * (1 - 0.5 * pow(0.96, t * decay));
  const products = [1];
  const product = (t: number): number => {
    for (let i = products.length; i <= t; i++) products.push(products[i - 1] * at(i));
    return products[t];
  };
  return { at, product };
}

/** @param left what the corrections leave to 1, for this step and for the next */
function alongRising(
  { at, product }: Rise,
  left: { present?: (t: number) => number; ahead?: (t: number) => number } = {},
): NonNullable<Parts['direction']> {
  const { present = product, ahead = (t) => product(t + 1) } = left;
  return ({ m, x, step }) => (at(step + 1) * m) / (1 - ahead(step)) + ((1 - at(step)) * x) / (1 - present(step));
}
