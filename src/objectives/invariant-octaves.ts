import { powerOfTwo } from '../arithmetic/elementary.ts';
import { zeros } from '../arithmetic/tensor.ts';
import { stream } from '../random/stream.ts';
import type { Objective } from './objective.ts';

/** Octaves to either side that are looked at. */
const reach = 48;
/** Points over which the change of the gradient is averaged. */
const points = 3;
/** A gradient that is off by this share of itself is that of another loss. */
const broken = 0.3;

/** Octaves of the weights, counted from the standard initialisation, between which the gradient scales as it should. */
export interface Octaves {
  /** −∞ where nothing is seen to break. */
  readonly from: number;
  readonly to: number;
}

const measured = new WeakMap<Objective, Octaves>();

/**
 * Where a constant with a dimension begins to act, such as the ε of a normaliser: the first octaves k below and above the standard
 * initialisation at which
 *
 *     ‖2ᵏ ∇L(2ᵏ w) − ∇L(w)‖ > 0.3 ‖∇L(w)‖
 *
 * over the scale-invariant tensors, on the same samples. Beyond, weights may only decay; at the edge, they train otherwise.
 *
 * @returns ±∞ for an objective that is scale-invariant as far as 48 octaves to either side
 */
export function invariantOctaves(objective: Objective): Octaves {
  const known = measured.get(objective);
  if (known !== undefined) return known;
  const breaksAt = (octave: number): boolean => !(changeAt(objective, octave) < broken);
  const first = (direction: 1 | -1): number => {
    // What acts somewhere on the way acts at its end.
    if (!breaksAt(direction * reach)) return Infinity;
    for (let octave = 1; octave < reach; octave++) if (breaksAt(direction * octave)) return octave;
    return reach;
  };
  const octaves = { from: -first(-1), to: first(1) };
  measured.set(objective, octaves);
  return octaves;
}

/** Relative change of the gradient under a scaling of the invariant tensors, the mean over a few points. */
function changeAt(objective: Objective, octave: number): number {
  const instance = objective.instantiate('float64');
  const invariant = objective.groups.flatMap(({ tensors }) => tensors);
  const [start, sample] = ['start', 'sample'].map((purpose) => stream('invariant octaves', purpose));
  const c = powerOfTwo(octave);
  let sum = 0;
  for (let point = 0; point < points; point++) {
    const parameters = objective.parameters.map(({ shape }) => zeros(shape, 'float64'));
    instance.initialise(parameters, start.seek(point, 0));
    const [here, there] = [1, c].map((scale) => {
      for (const index of invariant) parameters[index].data.forEach((w, i, data) => (data[i] = scale * w));
      const gradients = objective.parameters.map(({ shape }) => zeros(shape, 'float64'));
      instance.gradient(parameters, gradients, sample.seek(point, 1));
      return invariant.flatMap((index) => Array.from(gradients[index].data, (slope) => scale * slope));
    });
    let [change, square] = [0, 0];
    here.forEach((slope, i) => {
      change += (there[i] - slope) ** 2;
      square += slope ** 2;
    });
    sum += square === 0 ? 0 : Math.sqrt(change / square);
  }
  return sum / points;
}
