import { log, powerOfTwo } from '../../arithmetic/elementary.ts';
import { size } from '../../arithmetic/tensor.ts';
import type { ModelProbe } from './model-probe.ts';
import type { AnalysedTensor, GainForm, Role } from './model-analysis.ts';
import type { ScaleResponse } from './scale-response.ts';
import { lengthOf, mapUnit, squareOf, wholeUnit } from './unit.ts';

/** Distance from the value at which a gain lets nothing through. */
const nearby = 2 ** -12;

/** A value that stands for 0, places near it, and by which factor gradients grow from the first to the second of them. */
interface Form {
  readonly form: GainForm;
  readonly at: number;
  readonly distances: readonly [number, number, number];
  readonly growth: number;
  /** The gradients may also grow by a power of the factor, where the gain stands in several places. */
  readonly powers: number;
}

const forms: readonly Form[] = [
  { form: 'gain', at: 0, distances: [nearby, 2 * nearby, -nearby], growth: log(2), powers: 4 },
  { form: 'one-plus', at: -1, distances: [nearby, 2 * nearby, -nearby], growth: log(2), powers: 4 },
  // 1/w vanishes far out.
  { form: 'reciprocal', at: 0, distances: [2 ** 13, 2 ** 12, -(2 ** 13)], growth: log(2), powers: 4 },
  { form: 'exponential', at: -14, distances: [1, 2, 2], growth: 1, powers: 1 },
];

/** What a tensor outside of all groups is, and what its response says besides. */
export function roleOf(
  probe: ModelProbe,
  tensor: number,
  response: ScaleResponse,
  used: readonly number[],
): Partial<AnalysedTensor> & { readonly role: Role } {
  const { model, points } = probe;
  const { shape } = model.parameters[tensor];
  if (response.kind === 'threshold') {
    const low = Math.sqrt(squareOf(wholeUnit(tensor), points[0])) * powerOfTwo(response.exponent);
    // What a gain multiplies may saturate far out, or be clamped there; it is a gain all the same.
    const gain = gainOf(probe, tensor, used);
    return { role: 'clipped', ...gain, threshold: [low, 2 * low] };
  }
  const degree = response.kind === 'homogeneous' ? { degree: response.degree } : {};
  if (shape.length >= 2 || model.parameters.length === 1) {
    const multiplies = multipliedBy(probe, tensor, forms[0], used);
    return { role: response.kind === 'homogeneous' ? 'homogeneous' : 'layer', multiplies, ...degree };
  }
  const gain = gainOf(probe, tensor, used);
  if (gain !== undefined) return { ...gain, ...degree };
  return response.kind === 'homogeneous' ? { role: 'homogeneous', multiplies: [], ...degree } : { role: 'bias' };
}

/** What a tensor of rank 0 or 1 multiplies, and how it is stored; undefined where it multiplies nothing. */
function gainOf(
  probe: ModelProbe,
  tensor: number,
  used: readonly number[],
): (Pick<AnalysedTensor, 'multiplies' | 'form'> & { readonly role: 'gain' }) | undefined {
  const { parameters } = probe.model;
  const { shape } = parameters[tensor];
  if (shape.length >= 2 || parameters.length === 1) return undefined;
  for (const form of forms) {
    // A bias that saturates what follows acts as these forms do; a temperature is one number.
    if ((form.form === 'exponential' || form.form === 'reciprocal') && size(shape) > 1) continue;
    const multiplies = multipliedBy(probe, tensor, form, used);
    if (multiplies.length > 0) return { role: 'gain', multiplies, form: form.form };
  }
  return undefined;
}

/** Names of the tensors whose gradient falls to nothing, in the way of the form, where this tensor comes near its value. */
function multipliedBy(probe: ModelProbe, tensor: number, form: Form, used: readonly number[]): string[] {
  const { model, points, gradients, profiled, gradientIfFinite, radial } = probe;
  const { at, distances, growth, powers } = form;
  const near = profiled.map((point) =>
    distances.map((by) =>
      gradientIfFinite(
        point,
        mapUnit(points[point], wholeUnit(tensor), (w) => (form.form === 'exponential' ? at + by : at + by * (w - at))),
      ),
    ),
  );
  const falls = (other: number): boolean =>
    profiled.every((point) => {
      const usual = lengthOf(gradients[point][other]);
      const [close, further, opposite] = near[point].map((all) => (all === undefined ? NaN : lengthOf(all[other])));
      if (!(close > 0 && close < Math.max(0.05, 100 * radial) * usual && opposite > 0.05 * close)) return false;
      const power = log(further / close) / growth;
      const whole = Math.round(power);
      return whole >= 1 && whole <= powers && Math.abs(power - whole) < 0.07;
    });
  return used.filter((other) => other !== tensor && falls(other)).map((other) => model.parameters[other].name);
}
