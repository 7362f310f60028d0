import { modelRandom } from '../../objectives/model/model-random.ts';
import type { ModelRandom } from '../../objectives/model/model.ts';
import type { Stream } from '../../random/stream.ts';
import { findTurn, fitEpsilon, type EpsilonFit, type EpsilonPlace } from './epsilon-fit.ts';
import type { FoundGroup } from './find-groups.ts';
import type { EpsilonEstimate } from './model-analysis.ts';
import type { ModelProbe } from './model-probe.ts';
import { probeWeights, signRandom } from './probe-weights.ts';
import { scaleUnit, squareOf, wholeUnit, type Unit, type Weights } from './unit.ts';

/** Parts of a group, and batches, whose epsilon is fitted. */
const fitted = { parts: 3, batches: 9 };

/** A misfit up to here is that of rounding: the normaliser divides by one number. */
const oneNumber = 1e-6;

/**
 * A misfit up to here leaves nothing for anything else to explain: of an epsilon it is 1e-5 or less, of a residual branch or a bias before
 * the normaliser 5e-4 or more, and of an epsilon before units with kinks it may be as large.
 */
const epsilonAlone = 1e-4;

/** A misfit beyond which a size is no better known than the settings agree: several kinks behind the normaliser, or another normaliser. */
const wellFitted = 1e-3;

/** One way to ask for the epsilon: weights, and batches for them. */
interface Setting {
  readonly units: readonly Unit[];
  readonly outputs: number;
  readonly random: (stream: Stream) => ModelRandom;
  /** Whether vectors outside of the group are as the model starts with them. */
  readonly started?: boolean;
  weightsAt(point: number): Weights;
}

interface Fitted extends EpsilonFit {
  /** ‖w‖² of the unit. */
  readonly square: number;
  readonly otherPlace: EpsilonFit;
}

/** The exponents by which the effect of an epsilon falls; how far off one may be and still tell the place. */
const exponents: Readonly<Record<EpsilonPlace, number>> = { 'inside-root': 2, 'outside-root': 1 };
const exponentSlack = 0.1;

/**
 * Estimates the epsilon of a group that is nearly scale-invariant: its place, and its size by what it is added to.
 *
 * The size follows from the scale at which the loss turns, by ε = ratio·σ² (inside the root) or ratio·σ. σ² is ‖w‖² over the outputs that
 * are normalised together, for inputs of mean square 1. A batch of normal inputs has that on the average only, so weights are put in with
 * which every output is one input, and batches of signs are drawn; where that does not give one σ (a batch that draws otherwise), the
 * ordinary weights and batches are read.
 */
export function estimateEpsilon(probe: ModelProbe, group: FoundGroup): EpsilonEstimate | undefined {
  const { response } = group;
  if (response.kind !== 'decaying') return undefined;
  const ordinary = ordinarySetting(probe, group);
  const readings = fitAll(probe, ordinary);
  if (readings.length === 0) return undefined;
  const single = median(readings.map(({ misfit }) => misfit)) < oneNumber;
  // Readings that fit to rounding are equally good: the first of them is the usual one.
  const exact = 16 * probe.rounding;
  const all = madeSettings(probe, group)
    .map((setting) => ({ setting, fits: fitAll(probe, setting) }))
    .filter(({ fits }) => fits.length > 0)
    .map((each) => ({ ...each, misfit: median(each.fits.map(({ misfit }) => misfit)) }));
  const [made] = all
    // Where the next normaliser takes a size off again, vectors as they start hide what they are there to show.
    .filter(({ setting, misfit }) => !setting.started || misfit < oneNumber)
    .sort((a, b) => Math.max(exact, a.misfit) - Math.max(exact, b.misfit));
  const useMade = made !== undefined && made.misfit < Math.max(oneNumber, median(readings.map(({ misfit }) => misfit)));
  const { fits, setting } = useMade ? made : { fits: readings, setting: ordinary };
  const width = probe.model.parameters[group.tensors[0]].shape.at(-1) ?? 1;
  const outputs = !single ? setting.outputs : looksUp(probe, group) ? width : 1;
  const place = placeOf(response.exponent, fits);
  const sizes = sizesOf(fits, place, outputs);
  // The mean that batch normalisation takes off makes σ smaller than the weights say, never larger.
  const forUnitInputs = quantile(sizes, useMade ? 0.2 : 0.5);
  const misfit = median(fits.map((fit) => fit.misfit));
  const everywhere = [{ fits: readings, setting: ordinary }, ...all].flatMap((each) =>
    sizesOf(each.fits, place, each.setting.outputs),
  );
  const squares = ordinary.units.map((unit) => squareOf(unit, probe.initial) / outputs);
  const meanSquare = squares.reduce((sum, square) => sum + square, 0) / squares.length || 1;
  const relative = forUnitInputs / (place === 'inside-root' ? meanSquare : Math.sqrt(meanSquare));
  // What a branch or a bias adds falls as 1/c: beside c⁻² there is nothing but an epsilon inside the root.
  const explains = tailPlace(response.exponent) === 'inside-root' || misfit < Math.max(epsilonAlone, 64 * probe.rounding);
  const vague = misfit > wellFitted && { between: [quantile(everywhere, 0.1), quantile(everywhere, 0.95)] as const };
  return { place, relative, forUnitInputs, ...vague, exponent: response.exponent, explains };
}

/** ε by each fit that has the place, or by all of them where none has, in order. */
function sizesOf(fits: readonly Fitted[], place: EpsilonPlace, outputs: number): number[] {
  const own = fits.filter((fit) => fit.place === place);
  const ratios = own.length > 0 ? own : fits.map(({ otherPlace, square }) => ({ ...otherPlace, square }));
  return ratios
    .map(({ ratio, square }) => (place === 'inside-root' ? (ratio * square) / outputs : ratio * Math.sqrt(square / outputs)))
    .sort((a, b) => a - b);
}

/** The place that the loss says far out, where a power law is all that is left of an epsilon. */
function tailPlace(exponent: number): EpsilonPlace | undefined {
  return (['inside-root', 'outside-root'] as const).find((place) => Math.abs(exponent - exponents[place]) < exponentSlack);
}

/** Where outputs have many sizes a polynomial in one of them fits neither place, and the tail decides. */
function placeOf(exponent: number, fits: readonly Fitted[]): EpsilonPlace {
  const fitted = majority(fits.map(({ place }) => place));
  return median(fits.map(({ misfit }) => misfit)) < oneNumber ? fitted : (tailPlace(exponent) ?? fitted);
}

/** Units of a group that are scaled one at a time. */
function unitsOf({ tensors, partition }: FoundGroup): Unit[] {
  if (partition === undefined) return [wholeUnit(...tensors)];
  return partition.parts.slice(0, fitted.parts).map((entries) => [{ tensor: tensors[0], entries }]);
}

function ordinarySetting(probe: ModelProbe, group: FoundGroup): Setting {
  const { shape } = probe.model.parameters[group.tensors[0]];
  const along = group.partition?.kind === 'rows' ? shape[0] : (shape.at(-1) ?? 1);
  return {
    units: unitsOf(group),
    outputs: Math.max(1, group.partition?.block ?? (group.partition?.kind === 'column' ? 1 : shape.length < 2 ? 1 : along)),
    random: modelRandom,
    weightsAt: (point) => probe.points[point],
  };
}

/**
 * Each tensor of the group in turn with made weights, the others of it at 0; vectors outside of the group as they are drawn, and as the
 * model starts with them: a bias of 0 and a gain of 1 before a rectifier leave the loss a smooth function of the output's size.
 */
function madeSettings(probe: ModelProbe, group: FoundGroup): Setting[] {
  const { model, points, initial } = probe;
  const isVector = (i: number): boolean => model.parameters[i].shape.length < 2 && !group.tensors.includes(i);
  const starts = model.parameters.some((_, i) => isVector(i)) ? [false, true] : [false];
  return group.tensors.flatMap((tensor) => {
    const { shape } = model.parameters[tensor];
    return probeWeights(shape, group.partition?.kind === 'row').flatMap(({ data, outputs }) =>
      starts.map((started): Setting => {
        const units = group.partition === undefined ? [wholeUnit(tensor)] : unitsOf(group);
        const weightsAt = (point: number): Weights =>
          points[point].map((own, i) => {
            if (i === tensor) return data;
            if (group.tensors.includes(i)) return new Float64Array(own.length);
            return started && isVector(i) ? initial[i] : own;
          });
        const share =
          group.partition === undefined ? 1 : squareOf(units[0], weightsAt(0)) / (squareOf(wholeUnit(tensor), weightsAt(0)) || 1);
        return { units, outputs: Math.max(1, Math.round(outputs * share)), random: signRandom, started, weightsAt };
      }),
    );
  });
}

function fitAll(probe: ModelProbe, { units, random, weightsAt }: Setting): Fitted[] {
  const { points, lossAt, rounding } = probe;
  const batches = Math.ceil(fitted.batches / units.length);
  return units.flatMap((unit) => {
    let near: number | undefined;
    return Array.from({ length: Math.min(points.length, batches) }, (_, point) => point).flatMap((point): Fitted[] => {
      const weights = weightsAt(point);
      const square = squareOf(unit, weights);
      const at = (c: number): number => lossAt(point, scaleUnit(weights, unit, c), random);
      const [small, own, large] = [at(1e-3), at(1), at(1e3)];
      if (!(square > 0 && Math.abs(large - small) > 1e3 * rounding * Math.abs(own))) return [];
      near ??= findTurn(at);
      const [fit, otherPlace] = fitEpsilon(at, near);
      return Number.isFinite(fit.misfit) ? [{ ...fit, square, otherPlace }] : [];
    });
  });
}

/** Whether rows of a tensor are looked up: each sample sees one of them, so what two rows change adds up. */
function looksUp({ points, profiled, lossAt }: ModelProbe, { tensors: [tensor], partition }: FoundGroup): boolean {
  if (partition?.kind !== 'row') return false;
  const [first, second] = partition.parts;
  return profiled.every((point) => {
    const other = points[(point + 1) % points.length][tensor];
    const moved = (...rows: readonly (readonly number[])[]): number =>
      lossAt(
        point,
        points[point].map((data, i) => {
          if (i !== tensor) return data;
          const changed = data.slice();
          for (const entry of rows.flat()) changed[entry] = other[entry];
          return changed;
        }),
      );
    const [none, one, two, both] = [moved(), moved(first), moved(second), moved(first, second)];
    return Math.abs(both - one - two + none) <= 1e-6 * (Math.abs(one - none) + Math.abs(two - none));
  });
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)];
}

function majority<Value>(values: readonly Value[]): Value {
  const votes = (value: Value): number => values.filter((other) => other === value).length;
  return values.reduce((best, value) => (votes(value) > votes(best) ? value : best));
}
