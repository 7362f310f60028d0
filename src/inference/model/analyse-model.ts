import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { size } from '../../arithmetic/tensor.ts';
import type { DifferentiableModel } from '../../objectives/model/differentiable-model.ts';
import { normal } from '../../random/normal.ts';
import { stream } from '../../random/stream.ts';
import { fitEpsilon } from './epsilon-fit.ts';
import { jointGroups } from './joint-groups.ts';
import type { AnalysedGroup, AnalysedTensor, EpsilonEstimate, ModelAnalysis, Role } from './model-analysis.ts';
import { describeBreaks } from './model-breaks.ts';
import { readScaleResponse, type ScaleResponse } from './scale-response.ts';
import { unexpectedLaws } from './unexpected-laws.ts';

/** Points at which losses are read over many scales; inner products are read at more. */
const profiled = 3;

/** What depends on the arithmetic that the model computes in. */
const arithmetics = {
  float64: { rounding: 2 ** -42, radial: 1e-6, limit: 16, far: 12 },
  float32: { rounding: 2 ** -18, radial: 2e-4, limit: 12, far: 10 },
} as const;

/** Stands for 0, at which a normaliser would divide by it. */
const almostNothing = 2 ** -24;

/** A part of a tensor, or several tensors: entries that are scaled together. */
interface Unit {
  readonly tensors: readonly number[];
  /** Entries `offset`, `offset + stride`, … of runs of `length`; everything when absent. */
  readonly part?: { readonly axis: 'column' | 'row'; readonly index: number };
}

type Weights = readonly Float64Array[];

/**
 * Finds out which tensors of a model are scale-invariant, alone, jointly, or per column, and what keeps the others from it.
 *
 * Invariance is tested as L(2^k·w) = L(w) bit for bit, joint groups as 0/1 combinations of tensors whose ⟨g, w⟩ sum to 0 at random points,
 * an epsilon by the way in which its effect falls as the weights grow (∝ ε/‖w‖²).
 *
 * @param model the model; its loss is evaluated some hundred times a tensor
 * @throws ConfigurationError `MODEL_NOT_FINITE` where loss or gradient is not finite at ordinary weights, `MODEL_GRADIENT` where an analytic
 *   gradient is not that of the loss, and what the model's own functions cause
 */
export function analyseDifferentiable(model: DifferentiableModel): ModelAnalysis {
  const { parameters, arithmetic } = model;
  const { rounding, radial, limit, far } = arithmetics[arithmetic];
  const indices = parameters.map((_, i) => i);
  const points = Array.from({ length: parameters.length + 6 }, (_, index) => randomPoint(model, index));
  const lossAt = (point: number, weights: Weights): number => model.loss(weights, stream('model', 'data').seek(point, 1));
  const gradientAt = (point: number, weights: Weights): Float64Array[] => {
    const gradients = weights.map((data) => new Float64Array(data.length));
    const loss = model.gradient(weights, gradients, stream('model', 'data').seek(point, 1));
    requireFinite(model, loss, gradients);
    return gradients;
  };
  const gradients = points.map((weights, point) => gradientAt(point, weights));
  if (model.gradientSource === 'analytic') requireGradient(model, points, gradients, lossAt);

  const respond = (unit: Unit): ScaleResponse =>
    commonest(
      points.slice(0, profiled).map((weights, point) => {
        const losses: number[] = [];
        for (let k = -limit; k <= limit; k++) losses.push(lossAt(point, scaleUnit(model, weights, unit, powerOfTwo(k))));
        return readScaleResponse(losses, rounding);
      }),
    );
  const change = (tensor: number): number =>
    Math.max(
      ...points.slice(0, profiled).map((weights, point) => {
        const loss = lossAt(point, weights);
        return Math.abs(lossAt(point, scaleUnit(model, weights, { tensors: [tensor] }, 2)) - loss) / (Math.abs(loss) || 1);
      }),
    );
  const unused = indices.filter((tensor) =>
    points.slice(0, profiled).every((weights, point) => {
      const other = weights.map((data, i) => (i === tensor ? points[profiled + point][i] : data));
      const loss = lossAt(point, weights);
      return Math.abs(lossAt(point, other) - loss) <= rounding * (Math.abs(loss) || 1);
    }),
  );
  const responses = indices.map((i): ScaleResponse => (unused.includes(i) ? { kind: 'exact' } : respond({ tensors: [i] })));

  // Far out an epsilon is negligible, so inner products of gradients and weights vanish as they would without it.
  const settles = ({ kind }: ScaleResponse): boolean => kind === 'exact' || kind === 'to-rounding' || kind === 'decaying';
  const candidates = indices.filter((i) => !unused.includes(i) && settles(responses[i]));
  const distant = points.map((weights) => scaleUnit(model, weights, { tensors: candidates }, powerOfTwo(far)));
  const distantGradients = candidates.length === 0 ? [] : distant.map((weights, point) => gradientAt(point, weights));
  const productsOf = (unit: Unit): { across: number; lengths: number }[] =>
    distantGradients.map((gradient, point) => innerProduct(model, unit, distant[point], gradient));
  const vanishes = (unit: Unit, scale: readonly number[]): boolean =>
    productsOf(unit).every(({ across }, point) => Math.abs(across) <= radial * scale[point]);

  const lengthsOf = (i: number): number[] => productsOf({ tensors: [i] }).map(({ lengths }) => lengths);
  const alone = candidates.filter((i) => vanishes({ tensors: [i] }, lengthsOf(i)));
  const others = candidates.filter((i) => !alone.includes(i));
  const matrix = distantGradients.map((gradient, point) =>
    others.map((i) => innerProduct(model, { tensors: [i] }, distant[point], gradient).across),
  );
  const taken = new Set<number>();
  const joint = jointGroups(matrix, 10 * radial).flatMap((set) => {
    const tensors = set.map((column) => others[column]);
    const response = tensors.some((tensor) => taken.has(tensor)) ? undefined : respond({ tensors });
    if (response === undefined || !settles(response)) return [];
    for (const tensor of tensors) taken.add(tensor);
    return [{ tensors, response }];
  });

  const initial = initialPoint(model, 0);
  const describe = (tensors: readonly number[], response: ScaleResponse): AnalysedGroup => {
    const per = tensors.length > 1 ? 'whole' : separates(tensors[0]);
    const columns = per === 'column' ? { columns: parameters[tensors[0]].shape.at(-1)! } : {};
    const near = points.map((weights, point) => innerProduct(model, { tensors }, weights, gradients[point]));
    const cosine = Math.max(...near.map(({ across, lengths }) => (lengths > 0 ? Math.abs(across) / lengths : 0)));
    const shared = { name: tensors.map((i) => parameters[i].name).join(' + '), tensors, ...columns, per, cosine };
    if (response.kind !== 'decaying') return { ...shared, invariance: response.kind === 'exact' ? 'exact' : 'to-rounding' };
    const epsilon = estimateEpsilon({ tensors }, per, response.exponent);
    return { ...shared, invariance: 'nearly', ...(epsilon !== undefined && { epsilon }) };
  };

  /** Whether parts of a tensor that is invariant alone are so each on its own. */
  function separates(tensor: number): AnalysedGroup['per'] {
    const { shape } = parameters[tensor];
    if (shape.length < 2) return 'whole';
    for (const axis of ['column', 'row'] as const) {
      const count = axis === 'column' ? shape.at(-1)! : shape[0];
      if (count === 1) continue;
      const scale = lengthsOf(tensor).map((length) => length / count);
      const parts = Array.from({ length: count }, (_, index): Unit => ({ tensors: [tensor], part: { axis, index } }));
      // An epsilon shows in the whole already; of a few parts its effect may be too small to be read.
      const sample = responses[tensor].kind === 'decaying' ? [] : parts.filter((_, index) => index % Math.ceil(count / 4) === 0);
      if (parts.every((part) => vanishes(part, scale)) && sample.every((part) => settles(respond(part)))) return axis;
    }
    return 'whole';
  }

  function estimateEpsilon(whole: Unit, per: AnalysedGroup['per'], exponent: number): EpsilonEstimate | undefined {
    const { shape } = parameters[whole.tensors[0]];
    const count = per === 'whole' ? 1 : per === 'column' ? shape.at(-1)! : shape[0];
    const units = per === 'whole' ? [whole] : Array.from({ length: Math.min(3, count) }, (_, index) => partOf(whole, per, index));
    // A normaliser over all outputs adds ε to their mean square: one output has its share of ‖w‖².
    const outputs = per === 'whole' && whole.tensors.length === 1 && shape.length >= 2 ? shape.at(-1)! : 1;
    const estimates = units.flatMap((unit) =>
      points.slice(0, profiled).flatMap((weights, point) => {
        const at = (c: number): number => lossAt(point, scaleUnit(model, weights, unit, c));
        if (!(Math.abs(at(1e3) - at(1e-3)) > 1e3 * rounding * Math.abs(at(1)))) return [];
        return [(fitEpsilon(at) * squareOf(model, unit, weights)) / outputs];
      }),
    );
    if (estimates.length === 0) return undefined;
    const forUnitInputs = estimates.sort((a, b) => a - b)[estimates.length >> 1];
    const squares = units.map((unit) => squareOf(model, unit, initial) / outputs);
    const meanSquare = squares.reduce((sum, square) => sum + square, 0) / units.length;
    return { relative: forUnitInputs / (meanSquare || 1), forUnitInputs, exponent };
  }

  const groups = [
    ...alone.map((i) => describe([i], responses[i])),
    ...joint.map(({ tensors, response }) => describe(tensors, response)),
  ].sort((a, b) => a.tensors[0] - b.tensors[0]);

  const tensors = indices.map((i): AnalysedTensor => {
    const group = groups.findIndex((candidate) => candidate.tensors.includes(i));
    const described = { name: parameters[i].name, shape: parameters[i].shape, change: change(i) };
    if (group >= 0) return { ...described, group };
    if (unused.includes(i)) return { ...described, role: 'unused' };
    return { ...described, ...roleOf(i, responses[i]) };
  });

  function roleOf(i: number, response: ScaleResponse): Partial<AnalysedTensor> & { readonly role: Role } {
    const norm = Math.sqrt(squareOf(model, { tensors: [i] }, points[0]));
    if (response.kind === 'penalty') return { role: 'penalised', penalty: response.amount / norm ** 2 };
    if (response.kind === 'threshold') {
      const low = norm * powerOfTwo(response.exponent);
      return { role: 'clipped', threshold: [low, 2 * low] };
    }
    const multiplies = indices.filter(
      (j) =>
        j !== i &&
        !unused.includes(j) &&
        points.slice(0, profiled).every((weights, point) => {
          const without = gradientAt(point, scaleUnit(model, weights, { tensors: [i] }, almostNothing));
          const usual = lengthOf(gradients[point][j]);
          return usual > 0 && lengthOf(without[j]) <= radial * usual;
        }),
    );
    const names = multiplies.map((j) => parameters[j].name);
    if (parameters[i].shape.length >= 2 || parameters.length === 1) return { role: 'layer', multiplies: names };
    return names.length > 0 ? { role: 'gain', multiplies: names } : { role: 'bias' };
  }

  const found = { name: model.name, gradient: model.gradientSource, noise: model.noise, tensors, groups };
  const notes = [
    ...(model.gradientSource === 'central-differences'
      ? [
          `the gradient is computed by central differences of the loss, ${2 * parameters.reduce((sum, { shape }) => sum + size(shape), 0)} evaluations each, to about ten digits; its part along scale-invariant weights, which is 0, is removed`,
        ]
      : []),
    ...(model.gradientSource === 'tensorflow'
      ? [
          'TensorFlow.js computes in float32; the part of its gradients along scale-invariant weights, which is 0 but for rounding, is removed',
        ]
      : []),
    ...(model.noise === 'none' ? ['there is no mini-batch noise: laws of equilibrium claim nothing'] : []),
    ...groups
      .filter(({ per }) => per === 'row')
      .map(({ name }) => `each row of ${name} is scale-invariant on its own; laws take the matrix as one group`),
    ...tensors.filter(({ role }) => role === 'unused').map(({ name }) => `the loss ignores ${name}`),
    ...groups
      .filter(({ invariance }) => invariance === 'to-rounding')
      .map(
        ({ name }) =>
          `${name} is scale-invariant up to rounding only: something in the loss does not commute with powers of two: a bias that the normaliser removes, Math.hypot, **`,
      ),
  ];
  return { ...found, breaks: describeBreaks(found), notes, unexpected: unexpectedLaws(found) };
}

function partOf({ tensors }: Unit, axis: 'column' | 'row', index: number): Unit {
  return { tensors, part: { axis, index } };
}

/** Calls back with every entry of a unit. */
function forEntries(
  { parameters }: DifferentiableModel,
  { tensors, part }: Unit,
  visit: (tensor: number, i: number) => void,
): void {
  for (const tensor of tensors) {
    const { shape } = parameters[tensor];
    const entries = size(shape);
    const [first, stride, count] =
      part === undefined
        ? [0, 1, entries]
        : part.axis === 'column'
          ? [part.index, shape.at(-1)!, entries / shape.at(-1)!]
          : [(part.index * entries) / shape[0], 1, entries / shape[0]];
    for (let i = 0; i < count; i++) visit(tensor, first + stride * i);
  }
}

function scaleUnit(model: DifferentiableModel, weights: Weights, unit: Unit, c: number): Float64Array[] {
  const scaled = weights.map((data) => data.slice());
  forEntries(model, unit, (tensor, i) => (scaled[tensor][i] *= c));
  return scaled;
}

function innerProduct(
  model: DifferentiableModel,
  unit: Unit,
  weights: Weights,
  gradients: Weights,
): { across: number; lengths: number } {
  let [across, square, gradientSquare] = [0, 0, 0];
  forEntries(model, unit, (tensor, i) => {
    across += weights[tensor][i] * gradients[tensor][i];
    square += weights[tensor][i] ** 2;
    gradientSquare += gradients[tensor][i] ** 2;
  });
  return { across, lengths: Math.sqrt(square) * Math.sqrt(gradientSquare) };
}

function squareOf(model: DifferentiableModel, unit: Unit, weights: Weights): number {
  let square = 0;
  forEntries(model, unit, (tensor, i) => (square += weights[tensor][i] ** 2));
  return square;
}

function lengthOf(data: Float64Array): number {
  let square = 0;
  for (const value of data) square += value * value;
  return Math.sqrt(square);
}

/** The model's own initialisation. */
function initialPoint({ parameters, initialise }: DifferentiableModel, index: number): Float64Array[] {
  const weights = parameters.map(({ shape }) => new Float64Array(size(shape)));
  initialise(weights, stream('model', 'initialisation').seek(index, 0));
  return weights;
}

/** A generic point: an initialisation, moved so that no bias is 0, no gain is 1 and no two tensors keep the ratio of their norms. */
function randomPoint(model: DifferentiableModel, index: number): Float64Array[] {
  const noise = stream('model', 'perturbation').seek(index, 0);
  const weights = initialPoint(model, index);
  // TensorFlow.js stores float32: points are rounded so that both see the same weights.
  return weights.map((data) => {
    const typical = lengthOf(data) / Math.sqrt(data.length) || 1;
    const scale = 0.75 + 0.5 * noise.uniform();
    return data.map((w) => Math.fround(scale * (w + 0.3 * typical * normal(noise))));
  });
}

/** The response at most of the points that show any. */
function commonest(responses: readonly ScaleResponse[]): ScaleResponse {
  const seen = responses.filter(({ kind }) => kind !== 'exact');
  if (seen.length === 0) return { kind: 'exact' };
  const clear = seen.filter(({ kind }) => kind !== 'to-rounding');
  const votes = (response: ScaleResponse): number => clear.filter(({ kind }) => kind === response.kind).length;
  return clear.length === 0
    ? { kind: 'to-rounding' }
    : clear.reduce((best, response) => (votes(response) > votes(best) ? response : best));
}

function requireFinite({ name, parameters }: DifferentiableModel, loss: number, gradients: Weights): void {
  const tensor = gradients.findIndex((data) => !data.every(Number.isFinite));
  if (Number.isFinite(loss) && tensor < 0) return;
  const what = Number.isFinite(loss)
    ? `the gradient of ${parameters[tensor].name} has entries that are not finite`
    : `the loss is ${loss}`;
  throw new ConfigurationError(
    'MODEL_NOT_FINITE',
    `the model ${name}: ${what}, at ordinary weights`,
    'look for a division by zero, the logarithm of 0, or an index beyond the end of an array',
  );
}

/** Compares an analytic gradient with differences of the loss along random directions. */
function requireGradient(
  { name, parameters }: DifferentiableModel,
  points: readonly Weights[],
  gradients: readonly Weights[],
  lossAt: (point: number, weights: Weights) => number,
): void {
  const h = 2 ** -20;
  parameters.forEach((parameter, tensor) => {
    const ratios = points.slice(0, profiled).map((weights, point) => {
      const noise = stream('model', 'directions').seek(point, tensor);
      const direction = weights[tensor].map(() => normal(noise));
      const moved = (by: number): number =>
        lossAt(
          point,
          weights.map((data, i) => (i === tensor ? data.map((w, j) => w + by * direction[j]) : data)),
        );
      const slope = (moved(h) - moved(-h)) / (2 * h);
      let claimed = 0;
      direction.forEach((d, j) => (claimed += d * gradients[point][tensor][j]));
      return { slope, claimed, error: Math.abs(claimed - slope) / (Math.max(Math.abs(slope), Math.abs(claimed)) + 1e-7) };
    });
    // A kink of the loss may spoil one direction, not all of them.
    if (ratios.some(({ error }) => error < 1e-2)) return;
    const { slope, claimed } = ratios[0];
    throw new ConfigurationError(
      'MODEL_GRADIENT',
      `the model ${name}: gradient of ${parameter.name} is not that of loss: along a random direction the loss rises by ${slope.toPrecision(4)}, the gradient says ${claimed.toPrecision(4)}`,
      'leave gradient out to have it computed by differences',
    );
  });
}
