import { samplings } from '../../datasets/row-sampler.ts';
import type { Setting } from '../setting.ts';
import { choiceField } from './choice-field.ts';
import type { Field } from './field.ts';
import { numberField } from './number-field.ts';

const NETWORK = 'digits-mlp';
/** Objectives on spheres, with the options that each has. */
const SPHERES: Readonly<Record<string, readonly string[]>> = {
  'von-mises-fisher': ['dimension', 'drift', 'noise'],
  'noisy-rayleigh-quotient': ['dimension'],
  'isotropic-noise': ['dimension', 'tail'],
  'two-basins': ['dimension', 'barrier', 'tilt', 'noise'],
};

const onNetworks = ({ objective }: Setting): boolean => objective.family === NETWORK;
const having =
  (option: string) =>
  ({ objective }: Setting): boolean =>
    SPHERES[objective.family]?.includes(option) === true;

/** What can be chosen of an objective; plain is a small network under batch normalisation of which everything is scale-invariant. */
export const objectiveFields: readonly Field[] = [
  choiceField('objective.family', 'objective', [NETWORK, ...Object.keys(SPHERES)], (value) => `the objective ${value}`),
  numberField({
    path: 'objective.width',
    name: 'width',
    values: [8, 4, 16, 32],
    words: (value) => `${value} units a layer`,
    matters: onNetworks,
    whole: true,
  }),
  numberField({
    path: 'objective.depth',
    name: 'depth',
    values: [1, 2, 3, 4, 6, 12],
    words: (value) => `${value} hidden layers`,
    matters: onNetworks,
    whole: true,
  }),
  choiceField(
    'objective.normaliser',
    'normaliser',
    ['batch', 'layer', 'rms', 'weight', 'none'],
    (value) => (value === 'none' ? 'no normaliser' : `${value} normalisation`),
    onNetworks,
  ),
  choiceField(
    'objective.activation',
    'activation',
    ['relu', 'leaky-relu', 'gelu', 'tanh'],
    (value) => `${value} units`,
    onNetworks,
  ),
  numberField({
    path: 'objective.epsilon',
    name: "the normaliser's epsilon",
    values: [0, 2 ** -16, 2 ** -10, 2 ** -6, 2 ** -3, 1],
    words: (value) => `ε = ${value} in the normaliser`,
    matters: (setting) => onNetworks(setting) && !['none', 'weight'].includes(setting.objective.normaliser),
  }),
  choiceField('objective.gain', 'gain', ['none', 'fixed', 'trained'], (value) => `${value} gains and shifts`, onNetworks),
  choiceField('objective.bias', 'bias', ['none', 'trained'], () => 'trained biases', onNetworks),
  choiceField('objective.topLayer', 'top layer', ['fixed', 'trained'], () => 'a trained top layer with decay', onNetworks),
  numberField({
    path: 'objective.batch',
    name: 'batch',
    values: [16, 8, 32, 4, 64, 2, 0],
    words: (value) => (value === 0 ? 'the full batch, without gradient noise' : `mini-batches of ${value}`),
    matters: onNetworks,
    whole: true,
  }),
  choiceField(
    'objective.sampling',
    'sampling',
    samplings,
    (value) => (value === 'epochs' ? 'mini-batches in passes over the data' : 'mini-batches with replacement'),
    (setting) => onNetworks(setting) && setting.objective.batch > 0,
  ),
  numberField({
    path: 'objective.rows',
    name: 'training rows',
    values: [128, 256, 80, 512],
    words: (value) => `${value} training rows`,
    matters: onNetworks,
    whole: true,
  }),
  numberField({
    path: 'objective.labelNoise',
    name: 'label noise',
    values: [0, 0.0625, 0.25, 1],
    words: (value) => `wrong labels in ${100 * value} % of the training rows`,
    matters: onNetworks,
    later: true,
  }),
  numberField({
    path: 'objective.dimension',
    name: 'dimension',
    values: [8, 4, 16, 3, 32],
    words: (value) => `${value} dimensions`,
    matters: having('dimension'),
    whole: true,
  }),
  numberField({
    path: 'objective.drift',
    name: 'drift',
    values: [0.25, 0.5, 0.125, 1, 4],
    words: (value) => `a drift of ${value}`,
    matters: having('drift'),
  }),
  numberField({
    path: 'objective.barrier',
    name: 'barrier',
    values: [0.0625, 0.25, 0.5, 1, 2],
    words: (value) => `two basins with a barrier of ${value}`,
    matters: having('barrier'),
  }),
  numberField({
    path: 'objective.tilt',
    name: 'tilt',
    values: [0.0625, 0.125, 0.03125],
    words: (value) => `basins that differ by ${value}`,
    matters: having('tilt'),
  }),
  numberField({
    path: 'objective.noise',
    name: 'injected noise',
    values: [1, 0.25, 0],
    words: (value) => (value === 0 ? 'no gradient noise' : `noise of ${value}`),
    matters: having('noise'),
  }),
  numberField({
    path: 'objective.tail',
    name: 'tail of the noise',
    values: [2, 1.75, 1.5, 1.25],
    words: (value) => `noise with tail index ${value}`,
    matters: having('tail'),
  }),
];
