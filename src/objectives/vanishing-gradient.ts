import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { zeros, type Precision, type Tensor } from '../arithmetic/tensor.ts';
import { normal } from '../random/normal.ts';
import { stream } from '../random/stream.ts';
import type { Objective, ScaleInvariantGroup } from './objective.ts';

/** Random points at which a gradient has to vanish to be taken for identically 0. */
const points = 12;
/** Relative size of a change of the weights that rounding notices, and a gradient does not. */
const nudge = 2 ** -18;
/** A gradient that changes by this share of itself under such a change, or with the precision, is nothing but rounding. */
const rounding = 0.1;
/** Below this, numbers of float32 lose digits. */
const smallest = 2 ** -120;

/** A scale-invariant unit: a group, or a column of one. */
export interface Unit {
  readonly group: string;
  readonly column?: number;
}

const measured = new WeakMap<Objective, readonly Unit[]>();

/**
 * The scale-invariant units whose gradient vanishes identically, wherever the weights are and whichever sample is drawn.
 *
 * Batch normalisation of two rows, layer normalisation of two numbers, a unit of a single weight, a shift that keeps a rectifier
 * shut: their outputs do not move with the weights, so that weights only decay and nothing that is claimed of training can be
 * asked. Measured at a dozen random points: the gradient of such a unit is 0 there, or it is rounding, of which nothing is left
 * in another precision, or when the weights change in the sixth digit.
 *
 * @returns the units, groups in order and columns in order within them
 */
export function unitsWithoutGradient(objective: Objective): readonly Unit[] {
  const known = measured.get(objective);
  if (known !== undefined) return known;
  const units = objective.groups.flatMap((group) =>
    Array.from({ length: group.columns ?? 1 }, (_, column) => ({ group, column })),
  );
  let silent = [...units];
  for (let point = 0; point < points && silent.length > 0; point++) {
    const exact = gradientAt(objective, point, 'float64');
    const others = [gradientAt(objective, point, 'float64', nudge), gradientAt(objective, point, 'float32')];
    silent = silent.filter(({ group, column }) => {
      const here = entriesOf(exact, group, column);
      return others.some((other) => isRounding(here, entriesOf(other, group, column)));
    });
  }
  const found = silent.map(({ group: { name, columns }, column }) => ({
    group: name,
    ...(columns !== undefined && { column }),
  }));
  measured.set(objective, found);
  return found;
}

/**
 * Refuses an objective of which a whole scale-invariant group has no gradient.
 *
 * @throws ConfigurationError `VANISHING_GRADIENT`, naming the groups
 */
export function refuseVanishingGradient(objective: Objective): void {
  const silent = unitsWithoutGradient(objective);
  if (silent.length === 0) return;
  const whole = objective.groups.filter(
    ({ name, columns = 1 }) => silent.filter(({ group }) => group === name).length === columns,
  );
  if (whole.length === 0) return;
  throw new ConfigurationError(
    'VANISHING_GRADIENT',
    `${objective.reference}: the gradient of ${whole.map(({ name }) => name).join(', ')} vanishes identically, so that these weights only decay`,
    'a normaliser of one or two numbers gives ±1 whatever the weights are, and a unit of one weight is only a sign: normalise over more rows or units; without a loss there has to be noise',
  );
}

/** The gradient at a random point, or a little beside it, always on the same sample. */
function gradientAt(objective: Objective, point: number, precision: Precision, aside = 0): readonly Tensor[] {
  const instance = objective.instantiate(precision);
  const [start, sample, shift] = ['start', 'sample', 'shift'].map((purpose) => stream('vanishing gradient', purpose));
  const [parameters, gradients] = [0, 1].map(() => objective.parameters.map(({ shape }) => zeros(shape, precision)));
  instance.initialise(parameters, start.seek(point, 0));
  shift.seek(point, 0);
  for (const { data } of parameters) for (let i = 0; i < data.length; i++) data[i] *= 1 + aside * normal(shift);
  instance.gradient(parameters, gradients, sample.seek(point, 1));
  return gradients;
}

function entriesOf(gradients: readonly Tensor[], { tensors, columns = 1 }: ScaleInvariantGroup, column: number): Float64Array {
  const lengths = tensors.map((tensor) => gradients[tensor].data.length / columns);
  const entries = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  let next = 0;
  for (const tensor of tensors) {
    const { data } = gradients[tensor];
    for (let i = column; i < data.length; i += columns) entries[next++] = data[i];
  }
  return entries;
}

/** Whether a gradient is 0, or unlike what it should be equal to; one that leaves the range of float32 is told nothing by it. */
function isRounding(here: Float64Array, other: Float64Array): boolean {
  const [largest, largestOther] = [here, other].map((entries) =>
    entries.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0),
  );
  if (largest === 0) return true;
  if (!Number.isFinite(largest + largestOther) || (largest < smallest && largestOther < smallest)) return false;
  let [square, change] = [0, 0];
  here.forEach((entry, i) => {
    square += (entry / largest) ** 2;
    change += ((entry - other[i]) / largest) ** 2;
  });
  return change > rounding ** 2 * square;
}
