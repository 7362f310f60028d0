import type { Precision } from '../arithmetic/tensor.ts';
import { precisionOf } from '../experiments/run-arms.ts';
import { digitsMlp } from '../objectives/digits-mlp.ts';
import type { Objective } from '../objectives/objective.ts';
import { objective as objectiveNamed } from '../objectives/reference.ts';
import { formatReference } from '../objectives/reference-syntax.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { builtinOptimizer } from '../optimizers/reference.ts';
import { clipped } from './clipped.ts';
import type { ObjectiveSetting, OptimizerSetting, Setting } from './setting.ts';
import { hyperparameterOf } from './space/optimizer-fields.ts';

/** What a setting says, as what can be run. */
export interface Scene {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly precision: Precision;
  /** p of the effective learning rate η/‖w‖^p. */
  readonly exponent: number;
  /** ηλ. */
  readonly intrinsic: number;
  /** Steps in which everything forgets: the weights, and the moments where they are slower. */
  readonly unit: number;
}

/** What is fixed from outside, and no part of the space. */
export interface Fixed {
  readonly objective?: Objective;
  readonly optimizer?: Optimizer;
}

/** ε of an optimizer that is too small to act, and keeps 0/0 away from weights that have no gradient. */
const NEGLIGIBLE = 1e-30;

/** Makes what a setting says. */
export function sceneOf(setting: Setting, fixed: Fixed = {}): Scene {
  const objective = fixed.objective ?? objectiveOf(setting.objective);
  const optimizer = fixed.optimizer ?? optimizerOf(setting.optimizer);
  const { momentum = 0 } = optimizer.hyperparameters ?? {};
  // Coupled decay passes through the momentum buffer, which multiplies it.
  const share = optimizer.contract?.weightDecay === 'coupled' ? 1 - momentum : 1;
  const { precision } = setting.optimizer;
  return {
    objective,
    optimizer,
    precision: precision === 'usual' ? precisionOf({ objective, optimizer }) : precision === 'single' ? 'float32' : 'float64',
    exponent: optimizer.contract?.symmetry?.learningRate ?? 2,
    intrinsic: setting.rate * share,
    unit: Math.max(1 / setting.rate, ...memories(optimizer).map((memory) => 1 / (1 - memory))),
  };
}

/** The coefficients by which moments forget. */
function memories({ hyperparameters = {} }: Optimizer): number[] {
  return Object.entries(hyperparameters).flatMap(([name, value]) =>
    /^(momentum|beta|alpha|rho)/.test(name) && value > 0 && value < 1 ? [value] : [],
  );
}

const objectives = new Map<string, Objective>();

function objectiveOf(setting: ObjectiveSetting): Objective {
  const reference = formatReference(setting.family, optionsOf(setting));
  let made = objectives.get(reference);
  if (made === undefined) {
    made = objectiveNamed(reference);
    objectives.set(reference, made);
  }
  return made;
}

function optionsOf(setting: ObjectiveSetting): Record<string, string | number> {
  const { family, width, depth, normaliser, activation, epsilon, gain, bias, topLayer, batch, rows, sampling } = setting;
  const { labelNoise, dimension, drift, barrier, tilt, noise, tail } = setting;
  switch (family) {
    case digitsMlp.name: {
      const widths = Array.from({ length: depth }, () => width).join(',');
      return {
        widths,
        normaliser,
        activation,
        epsilon,
        gain,
        bias,
        topLayer,
        batch: batch === 0 ? rows : batch,
        trainSize: rows,
        sampling,
        ...(labelNoise > 0 && { labelNoise }),
      };
    }
    case 'von-mises-fisher':
      return { dimension, kappa: drift, noise };
    case 'isotropic-noise':
      return { dimension, alpha: tail };
    case 'two-basins':
      return { dimension, barrier, tilt, noise };
    default:
      return { dimension };
  }
}

const optimizers = new Map<string, Optimizer>();

function optimizerOf(setting: OptimizerSetting): Optimizer {
  const { rule, clip } = setting;
  const key = JSON.stringify(setting);
  let made = optimizers.get(key);
  if (made === undefined) {
    const values = { momentum: setting.momentum, memory: setting.memory, epsilon: setting.epsilon || NEGLIGIBLE };
    const given = Object.entries(values).flatMap(([field, value]) => {
      const name = hyperparameterOf(rule, field);
      return name === undefined ? [] : [[name, value] as const];
    });
    const plain = builtinOptimizer(rule);
    const optimizer = { ...plain, hyperparameters: { ...plain.hyperparameters, ...Object.fromEntries(given) } };
    made = clip > 0 ? clipped(optimizer, clip) : optimizer;
    optimizers.set(key, made);
  }
  return made;
}
