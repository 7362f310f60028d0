import { size, type Precision } from '../../arithmetic/tensor.ts';
import type { AnalysedBalance, ModelAnalysis, SilentParts } from './model-analysis.ts';

/** What is worth knowing of a model although it is no defect. */
export function noteModel(
  { gradient, noise, tensors, groups, balances }: Omit<ModelAnalysis, 'breaks' | 'notes' | 'unexpected'>,
  arithmetic: Precision,
): string[] {
  const entries = tensors.reduce((sum, { shape }) => sum + size(shape), 0);
  const digits = arithmetic === 'float32' ? 'four digits, as the loss is computed in float32' : 'ten digits';
  return [
    ...(gradient === 'central-differences'
      ? [
          `the gradient is computed by central differences of the loss, ${2 * entries} evaluations each, to about ${digits}; its part along scale-invariant weights, which is 0, is removed`,
        ]
      : []),
    ...(gradient === 'tensorflow'
      ? [
          'TensorFlow.js computes in float32; the part of its gradients along scale-invariant weights, which is 0 but for rounding, is removed',
        ]
      : []),
    ...(noise === 'none' ? ['there is no mini-batch noise: laws of equilibrium claim nothing'] : []),
    ...groups.flatMap(({ name, per, parts }) =>
      per === 'whole' || per === 'column'
        ? []
        : [`${parts} of ${name} is scale-invariant on its own; laws take the matrix as one group`],
    ),
    ...balances.map(describeBalance),
    ...tensors.flatMap(({ name, silentParts }) => (silentParts === undefined ? [] : [describeSilent(name, silentParts)])),
    ...tensors.filter(({ role }) => role === 'unused').map(({ name }) => `the loss ignores ${name}`),
    ...groups
      .filter(({ invariance }) => invariance === 'to-rounding')
      .map(
        ({ name }) =>
          `${name} is scale-invariant up to rounding only: something in the loss does not commute with powers of two: a bias that the normaliser removes, Math.hypot, **`,
      ),
  ];
}

/** As many indices as are told one by one. */
const mostTold = 6;

function describeSilent(name: string, { kind, indices, batches }: SilentParts): string {
  const told =
    indices.slice(0, mostTold).join(', ') + (indices.length > mostTold ? ` and ${indices.length - mostTold} more` : '');
  return `no gradient reaches ${kind} ${told} of ${name}, in any of ${batches} batches: a unit that is dead, an output that nothing reads, or an input that is always 0`;
}

function describeBalance({ names, powers }: AnalysedBalance): string {
  const power = (value: number): string => `c${value === 1 ? '' : `^${String(value).replace('-', '−')}`}`;
  const scaled = names.map((name, i) => `${name} by ${power(powers[i])}`).join(' and ');
  return `the scales of ${names.join(', ')} compensate: multiplying ${scaled} keeps the loss; none of them is scale-invariant alone`;
}
