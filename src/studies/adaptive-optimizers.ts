import { exp, log } from '../arithmetic/elementary.ts';
import { inferProfile } from '../inference/infer-profile.ts';
import { rotationalEquilibrium, type NoiseSetting } from '../laws/statistical/rotational-equilibrium.ts';
import { logWeightNorm } from '../metrics/log-weight-norm.ts';
import { squaredAngularUpdate } from '../metrics/squared-angular-update.ts';
import { objective } from '../objectives/reference.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { builtinOptimizer } from '../optimizers/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { equilibriumNorm } from './rate.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';
import type { ArmReadings, StudyContext } from './study-context.ts';

const DIMENSION = 100;
const RATES = [0.002, 0.005, 0.02];
const OPTIMIZERS = ['sgd', 'heavy-ball', 'nesterov', 'adamw', 'lion', 'signsgd'];

/** Rotation, norm and time scale of optimizers whose intrinsic learning rate is ηλ. */
export const adaptiveOptimizers: Study = {
  name: 'adaptive-optimizers',
  question:
    'What do AdamW, Lion and Muon do in the place of SGD: how far do they turn the weights, and how fast is their equilibrium?',
  askedBy: [],
  answer:
    'Each turns the weights by an angle of its own closed form, which AdamW, Lion and signSGD meet within a few per cent; equilibrium comes at 2ηλ in ‖w‖², half as fast as SGD’s.',
  prediction:
    'AdamW turns by √((1 − a²)(1 − β₁²))/(1 + aβ₁), a = 1 − ηλ; Lion by an arcsine law; signSGD by √(2ηλ). Norms are ∝ η at equal ηλ, and ‖w‖² relaxes as e^(−2ηλt), where SGD’s has e^(−4ηλt). Under Muon rotation depends on ηλ and ‖w‖ ∝ η, too',
  source: 'random walks of Kosson et al. 2024 (arXiv 2305.17212), derived anew in discrete time; Lion by the arcsine law',
  protocol: `Isotropic noise (${DIMENSION} weights) at ηλ (under momentum ηλ/(1 − μ)) of ${RATES.join(', ')} from the equilibrium norm. Time scale: from twice the norm of equilibrium. Muon: digits (batch normalisation, 16 units, batch 16), two η at one ηλ.`,
  failsWhere: 'Weak second moments: with β₂ so large that 1/(1 − β₂) is no longer short beside 1/(ηλ) AdamW relaxes more slowly.',
  correction:
    'At β₂ = 0.9999 the notes have 0.60 of the rate 2ηλ at ηλ = 0.001; from a fresh optimizer, whose bias correction keeps its second moment up to date at first, 0.89 is measured at 0.002.',
  seconds: { quick: 20, full: 120 },

  async run({ run, size }) {
    const noise = objective(`isotropic-noise?dimension=${DIMENSION}`);
    const results = [];
    for (const name of OPTIMIZERS) {
      const optimizer = builtinOptimizer(name);
      const form = rotationalEquilibrium({ optimizer, profile: inferProfile(optimizer) });
      if (typeof form === 'string') throw new Error(`${name}: ${form}`);
      const { momentum = 0 } = optimizer.hyperparameters ?? {};
      const [points, learningRate] = [[] as Point[], 0.05];
      for (const rate of RATES) {
        const weightDecay = ((1 - momentum) * rate) / learningRate;
        const hyperparameters = optimizer.hyperparameters ?? {};
        const predicted = form({ learningRate, weightDecay, hyperparameters, dimension: DIMENSION, moment: DIMENSION - 1 });
        const { arm } = await run({
          label: `${name} ${rate}`,
          objective: noise,
          optimizer,
          replicas: size(32, 64),
          metrics: [squaredAngularUpdate, logWeightNorm],
          arms: {
            arm: {
              learningRate,
              weightDecay,
              initScale: predicted.norm,
              windows: [{ from: 3 / rate + 1_000, to: size(15, 60) / rate + 1_000 }],
            },
          },
        });
        points.push({
          rate,
          theory: predicted.rotation,
          rotation: through(meanOf(arm.mean(squaredAngularUpdate)), Math.sqrt),
          norm: through(meanOf(arm.mean(logWeightNorm)), (value) => exp(value) / predicted.norm),
        });
      }
      results.push({ name, points });
    }
    const times = await relaxations(run, size(32, 96));
    const muon = await underMuon(run, size(16, 64));
    return {
      claims: [
        ...results.flatMap(({ name, points }) =>
          points.flatMap(({ rate, theory: predicted, rotation, norm }) => [
            claim(`${name}: rms rotation at ${rate}`, rotation, { theory: predicted, within: 0.03 }),
            claim(`${name}: norm over its closed form at ${rate}`, norm, { theory: 1, within: 0.03 }),
          ]),
        ),
        claim('AdamW, β₂ = 0.9: rate at which ‖w‖² relaxes over 2ηλ', times.fast, { theory: 1, apart: 0.1 }),
        claim('AdamW, β₂ = 0.9999: the same', times.slow, { below: 0.95 }),
        claim('SGD: rate at which ‖w‖² relaxes over 2ηλ', times.sgd, { above: 1.3 }),
        claim('Muon: rotation at 4η, λ/4 over that at η, λ', muon.rotation, { theory: 1, within: 0.02 }),
        claim('Muon: norm at 4η, λ/4 over that at η, λ', muon.norm, { theory: 4, within: 0.03 }),
      ],
      table: results.flatMap(({ name, points }) =>
        points.map(({ rate, theory: predicted, rotation, norm }) => ({
          optimizer: name,
          ηλ: rate,
          rotation: rotation.value,
          theory: predicted,
          'norm / theory': norm.value,
        })),
      ),
      figure: {
        title: 'Rotation per step at equilibrium',
        caption: `Isotropic noise in ${DIMENSION} dimensions, mean over replicas with 99.99 % intervals; lines join the closed forms. Horizontal: ηλ, under momentum ηλ/(1 − μ).`,
        panels: [
          panel(
            'rms rotation',
            { x: 'share of the weights that decays in a step', y: 'rotation (rad)', logarithmic: 'xy' },
            results.flatMap(({ name, points }) => [
              { ...theory('theory', RATES, () => 0), points: points.map((point) => ({ x: point.rate, y: point.theory })) },
              measured(
                name,
                RATES,
                points.map(({ rotation }) => rotation),
              ),
            ]),
          ),
        ],
      },
    };
  },
};

interface Point {
  readonly rate: number;
  readonly theory: number;
  readonly rotation: Estimate;
  readonly norm: Estimate;
}

/** From twice the equilibrium norm: −ln of the share of the excess of ‖w‖² that is left at 2ηλt = 1. */
async function relaxations(run: StudyContext['run'], replicas: number): Promise<Record<'fast' | 'slow' | 'sgd', Estimate>> {
  const [learningRate, weightDecay] = [0.01, 0.2];
  const at = Math.round(0.5 / (learningRate * weightDecay));
  const adamw = builtinOptimizer('adamw');
  const settings = { learningRate, weightDecay, start: { kind: 'exact' as const } };
  const rateOf = (arm: ArmReadings, norm: number): Estimate =>
    through(meanOf(arm.at(logWeightNorm, 0)), (value) => -log((exp(2 * value) / norm ** 2 - 1) / 3));
  const noise = objective(`isotropic-noise?dimension=${DIMENSION}`);
  const of = async (optimizer: Optimizer, norm: number, hyperparameters: Record<string, number>): Promise<Estimate> => {
    const { arm } = await run({
      label: `relaxation ${optimizer.name} ${hyperparameters.beta2 ?? ''}`,
      objective: noise,
      optimizer,
      replicas,
      metrics: [logWeightNorm],
      arms: { arm: { ...settings, hyperparameters, initScale: 2 * norm, traceAt: [at + 1] } },
    });
    return rateOf(arm, norm);
  };
  const form = rotationalEquilibrium({ optimizer: adamw, profile: inferProfile(adamw) }) as (setting: NoiseSetting) => {
    norm: number;
  };
  const { norm } = form({
    learningRate,
    weightDecay,
    hyperparameters: adamw.hyperparameters!,
    dimension: DIMENSION,
    moment: DIMENSION - 1,
  });
  return {
    fast: await of(adamw, norm, { beta1: 0, beta2: 0.9 }),
    slow: await of(adamw, norm, { beta1: 0, beta2: 0.9999 }),
    sgd: await of(builtinOptimizer('sgd'), equilibriumNorm(learningRate, weightDecay, DIMENSION - 1), {}),
  };
}

async function underMuon(run: StudyContext['run'], replicas: number): Promise<{ rotation: Estimate; norm: Estimate }> {
  const windows = [{ from: 1_001, to: 2_600 }];
  const { slow, fast } = await run({
    label: 'muon',
    objective: objective('digits-mlp?widths=16&batch=16'),
    optimizer: builtinOptimizer('muon'),
    replicas,
    metrics: [squaredAngularUpdate, logWeightNorm],
    arms: {
      slow: { learningRate: 0.05, weightDecay: 0.2, windows },
      fast: { learningRate: 0.2, weightDecay: 0.05, windows },
    },
  });
  const turns = fast.mean(squaredAngularUpdate).map((value, i) => Math.sqrt(value / slow.mean(squaredAngularUpdate)[i]));
  const norms = fast.mean(logWeightNorm).map((value, i) => exp(value - slow.mean(logWeightNorm)[i]));
  return { rotation: meanOf(turns), norm: meanOf(norms) };
}
