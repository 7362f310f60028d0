import { pow } from '../../../arithmetic/elementary.ts';
import { adam } from '../../../optimizers/adam.ts';
import { adamax } from '../../../optimizers/adamax.ts';
import { adamc } from '../../../optimizers/adamc.ts';
import { adamwIndependent } from '../../../optimizers/adamw-independent.ts';
import { adamw } from '../../../optimizers/adamw.ts';
import { amsgrad } from '../../../optimizers/amsgrad.ts';
import { nadam } from '../../../optimizers/nadam.ts';
import type { Optimizer } from '../../../optimizers/optimizer.ts';
import { radam } from '../../../optimizers/radam.ts';
import type { StepRates, UpdateRule } from './update-rule.ts';

/** Adam's rule with its bias corrections; `decay` says, each step, what the kernel gets for the decay. */
function corrected(
  optimizer: Optimizer,
  update: string,
  buffers: UpdateRule['buffers'],
  decay: () => (rates: StepRates) => number,
): UpdateRule {
  return {
    optimizer,
    update,
    buffers,
    size: 6,
    begin: ({ beta1, beta2, epsilon }) => {
      let beta1Power = 1;
      let beta2Power = 1;
      const decayAt = decay();
      return (rates) => {
        beta1Power *= beta1;
        beta2Power *= beta2;
        return [rates.learningRate / (1 - beta1Power), decayAt(rates), beta1, beta2, Math.sqrt(1 - beta2Power), epsilon];
      };
    },
  };
}

const coupled = (): ((rates: StepRates) => number) => (rates) => rates.weightDecay;
const decoupled = (): ((rates: StepRates) => number) => (rates) => 1 - rates.learningRate * rates.weightDecay;
const independent = (): ((rates: StepRates) => number) => (rates) => 1 - rates.weightDecay;
const relativeToPeak = (): ((rates: StepRates) => number) => {
  let peak = 0;
  return ({ learningRate, weightDecay }) => {
    peak = Math.max(peak, learningRate);
    const fall = learningRate < peak ? learningRate / peak : 1;
    return 1 - learningRate * weightDecay * fall;
  };
};

export const adamFamily: readonly UpdateRule[] = [
  corrected(adam, 'adam', ['zeros', 'zeros'], coupled),
  corrected(adamw, 'adamDecoupled', ['zeros', 'zeros'], decoupled),
  corrected(adamwIndependent, 'adamDecoupled', ['zeros', 'zeros'], independent),
  corrected(adamc, 'adamDecoupled', ['zeros', 'zeros'], relativeToPeak),
  corrected(amsgrad, 'amsgrad', ['zeros', 'zeros', 'zeros'], coupled),
  {
    optimizer: nadam,
    update: 'nadam',
    buffers: ['zeros', 'zeros'],
    size: 7,
    begin: ({ beta1, beta2, epsilon, momentumDecay }) => {
      const warming = pow(0.96, momentumDecay);
      let warmth = 1;
      let beta2Power = 1;
      let momentumProduct = 1;
      return ({ learningRate, weightDecay }) => {
        warmth *= warming;
        beta2Power *= beta2;
        const momentum = beta1 * (1 - 0.5 * warmth);
        const nextMomentum = beta1 * (1 - 0.5 * warmth * warming);
        momentumProduct *= momentum;
        const gradientRate = (learningRate * (1 - momentum)) / (1 - momentumProduct);
        const momentumRate = (learningRate * nextMomentum) / (1 - momentumProduct * nextMomentum);
        return [gradientRate, weightDecay, beta1, beta2, Math.sqrt(1 - beta2Power), epsilon, momentumRate];
      };
    },
  },
  {
    optimizer: radam,
    update: 'radam',
    buffers: ['zeros', 'zeros'],
    size: 6,
    begin: ({ beta1, beta2, epsilon }) => {
      let beta1Power = 1;
      let beta2Power = 1;
      return ({ learningRate, weightDecay, step }) => {
        beta1Power *= beta1;
        beta2Power *= beta2;
        const rate = learningRate / (1 - beta1Power);
        const limit = 2 / (1 - beta2) - 1;
        const length = limit - (2 * step * beta2Power) / (1 - beta2Power);
        const rectified = length > 5;
        const scale = rectified
          ? Math.sqrt((((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length)) * (1 - beta2Power))
          : 1;
        return [rate * scale, weightDecay, beta1, beta2, epsilon, rectified ? 1 : 0];
      };
    },
  },
  {
    optimizer: adamax,
    update: 'adamax',
    buffers: ['zeros', 'zeros'],
    size: 5,
    begin: ({ beta1, beta2, epsilon }) => {
      let beta1Power = 1;
      return ({ learningRate, weightDecay }) => {
        beta1Power *= beta1;
        return [learningRate / (1 - beta1Power), weightDecay, beta1, beta2, epsilon];
      };
    },
  },
];
