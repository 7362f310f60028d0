import { pow } from '../../arithmetic/elementary.ts';
import type { Note } from '../cause.ts';
import { uncorrected, type Parts } from './rule.ts';
import type { Family } from './family.ts';

const notCorrected: Note = {
  kind: 'convention',
  cause: 'no-bias-correction',
  sentence: 'there is no bias correction: the first steps are not η long',
};
const withoutCorrection = { correct1: uncorrected, correct2: uncorrected };
const plainFirst = { correct1: uncorrected };
const sign = { divide: (direction: number): number => Math.sign(direction), gather: (): number => 1, correct2: uncorrected };

function nadamDirection(beta1: number, decay: number): NonNullable<Parts['direction']> {
  const coefficient = (t: number): number => beta1 * (1 - 0.5 * pow(0.96, t * decay));
  const products = [1];
  const product = (t: number): number => {
    for (let i = products.length; i <= t; i++) products.push(products[i - 1] * coefficient(i));
    return products[t];
  };
  return ({ m, x, step }) =>
    (coefficient(step + 1) * m) / (1 - product(step + 1)) + ((1 - coefficient(step)) * x) / (1 - product(step));
}

const base = (beta1: number, beta2: number): Parts => ({ beta1, beta2 });

/** Published element-wise rules, the plainest first. */
export const families: readonly Family[] = [
  { name: 'adam', source: 'Kingma & Ba 2015, algorithm 1', coefficients: 'both', corrected: true, parts: base },
  {
    name: 'rmsprop',
    source: 'Tieleman & Hinton 2012; PyTorch RMSprop',
    coefficients: 'second',
    parts: (_, beta2) => ({ beta1: 0, beta2, ...withoutCorrection }),
  },
  {
    name: 'sign',
    source: 'Bernstein et al. 2018, signSGD and Signum',
    coefficients: 'first',
    parts: (beta1) => ({ beta1, beta2: 0, ...plainFirst, ...sign }),
  },
  {
    name: 'lion',
    source: 'Chen et al. 2023, algorithm 2',
    coefficients: 'both',
    parts: (beta1, beta2) => ({
      beta1: beta2,
      beta2: 0,
      ...plainFirst,
      ...sign,
      direction: ({ before, x }) => beta1 * before + (1 - beta1) * x,
    }),
  },
  {
    name: 'adagrad',
    source: 'Duchi et al. 2011',
    coefficients: 'first',
    parts: (beta1) => ({ beta1, beta2: 0, ...withoutCorrection, gather: (v, square) => v + square }),
  },
  {
    name: 'amsgrad',
    source: 'Reddi et al. 2018; PyTorch corrects after the maximum',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({ beta1, beta2, largest: 'before' }),
  },
  {
    name: 'amsgrad',
    source: 'Reddi et al. 2018; optax corrects before the maximum',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({ beta1, beta2, largest: 'after' }),
  },
  {
    name: 'adamax',
    source: 'Kingma & Ba 2015, algorithm 2',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({
      beta1,
      beta2,
      correct2: uncorrected,
      gather: (v, square) => Math.max(beta2 * v, Math.sqrt(square)),
      divide: (direction, v) => (direction === 0 ? 0 : direction / v),
    }),
  },
  {
    name: 'adabelief',
    source: 'Zhuang et al. 2020, algorithm 2',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({ beta1, beta2, square: (x, m) => (x - m) * (x - m) }),
  },
  ...[0.004, 0].map((decay): Family => ({
    name: 'nadam',
    source: decay === 0 ? 'Dozat 2016, without a schedule' : 'Dozat 2016; PyTorch NAdam',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2, options) => ({
      beta1,
      beta2,
      direction:
        decay === 0
          ? ({ m, x, c1, step }) => (beta1 * m) / c1(step + 1) + ((1 - beta1) * x) / c1(step)
          : nadamDirection(beta1, options.find((value) => value > 1e-5 && value < 0.05) ?? decay),
    }),
  })),
  {
    name: 'nadam',
    source: 'Dozat 2016, with one correction',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({
      beta1,
      beta2,
      direction: ({ m, x, c1, step }) => (beta1 * m + (1 - beta1) * x) / c1(step),
    }),
  },
  {
    name: 'laprop',
    source: 'Ziyin et al. 2020, algorithm 1',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({ beta1, beta2, normaliseFirst: true }),
  },
  {
    name: 'adopt',
    source: 'Taniguchi et al. 2024, algorithm 2',
    coefficients: 'both',
    parts: (beta1, beta2) => ({
      beta1,
      beta2,
      ...withoutCorrection,
      normaliseFirst: true,
      secondBefore: true,
      fillsSecond: true,
    }),
  },
  {
    name: 'yogi',
    source: 'Zaheer et al. 2018, algorithm 2',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({
      beta1,
      beta2,
      gather: (v, square) => v - (1 - beta2) * Math.sign(v - square) * square,
    }),
  },
  {
    name: 'padam',
    source: 'Chen et al. 2018, Padam with p = 1/8',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({ beta1, beta2, divide: (direction, v) => (direction === 0 ? 0 : direction / pow(v, 1 / 8)) }),
  },
  {
    name: 'adam-atan2',
    source: 'Everett et al. 2024, section 4.4',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({ beta1, beta2, gain: 1.27, divide: (direction, v) => Math.atan2(direction, Math.sqrt(v)) }),
  },
  {
    name: 'adam-atan2',
    source: 'Everett et al. 2024, section 4.4, with a gain of 1',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2) => ({ beta1, beta2, divide: (direction, v) => Math.atan2(direction, Math.sqrt(v)) }),
  },
  {
    name: 'quasi-hyperbolic adam',
    source: 'Ma & Yarats 2019, algorithm 2',
    coefficients: 'both',
    corrected: true,
    parts: (beta1, beta2, options) => {
      const nu = options.find((value) => value > 0 && value < 1 && value !== beta1 && value !== beta2) ?? 0.7;
      return { beta1, beta2, direction: ({ m, x, c1, step }) => (nu * m) / c1(step) + (1 - nu) * x };
    },
  },
  {
    name: 'adam without correction',
    source: 'Devlin et al. 2018, BERT',
    coefficients: 'both',
    parts: (beta1, beta2) => ({ beta1, beta2, ...withoutCorrection }),
    note: notCorrected,
  },
  {
    name: 'rmsprop with momentum',
    source: 'PyTorch RMSprop: b = μ b + g/√v',
    coefficients: 'both',
    parts: (beta1, beta2) => ({ beta1: 0, beta2, ...withoutCorrection, outer: beta1 }),
  },
  {
    name: 'rmsprop of averages',
    source: 'Graves 2013: g/√v averaged',
    coefficients: 'both',
    parts: (beta1, beta2) => ({ beta1, beta2, ...withoutCorrection, normaliseFirst: true }),
  },
  {
    name: 'laprop, rate inside',
    source: 'timm LaProp',
    coefficients: 'both',
    parts: (beta1, beta2) => ({ beta1, beta2, normaliseFirst: true, rate: 'inside' }),
    note: { kind: 'unusual', cause: 'rate-inside-momentum', sentence: 'the learning rate is inside the momentum buffer' },
  },
  {
    name: 'rmsprop with momentum, rate inside',
    source: 'TensorFlow RMSprop: b = μ b + η g/√v',
    coefficients: 'both',
    parts: (beta1, beta2) => ({ beta1, beta2, ...withoutCorrection, take1: 1, normaliseFirst: true, rate: 'inside' }),
    note: { kind: 'unusual', cause: 'rate-inside-momentum', sentence: 'the learning rate is inside the momentum buffer' },
  },
];
