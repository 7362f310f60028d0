import { log } from '../arithmetic/elementary.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { sideBySide } from '../dynamics/side-by-side.ts';
import type { Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { isCount } from './options.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';
import { nearFraction, stepOfOrbit } from './fraction.ts';
import { inRegime, isOrdinary, ordinary, regimeTolerance, type Regime } from './regime.ts';
import { degreeOf, visible } from './symmetry.ts';
import { alongOrbit } from './orbit.ts';

const steps = 12;
const scale = 8;
const learningRate = 0.1;
const weightDecay = 0.05;

/**
 * The exponents under which a loss that is k times as large trains the same way: (k·g, k^a η, k^b λ, k^e h) gives the same iterates.
 *
 * Where the step does not depend on the size of the weights, η and λ follow from the symmetry: a = −(a_w − 1) for a_w ≥ 1 (the SGD
 * family: −1, Adam's: 0), b = 1 where b_w = −2 (λw beside a gradient), else 0. Where these do not undo a scale, a is what the lengths
 * of steps say: k^p at kg and c^q at cη give a = −p/q. A hyperparameter that has a dimension is measured, because the exponent of w
 * does not tell its own: an epsilon outside the root goes as (w⁻¹, k), inside as (w⁻², k²), a threshold on ‖g‖/‖w‖ as (w⁻², k).
 *
 * @param optimizer any optimizer
 * @param symmetry its exponents under a scaling of the weights
 * @param regime conditions under which these hold
 * @param isClaimed whether they are a contract's: what follows from them is claimed as well, unless the step may depend on the weights
 */
export function inferGradientExponents(
  optimizer: Optimizer,
  symmetry: SymmetryExponents,
  regime: Regime = ordinary,
  isClaimed = false,
): SymmetryExponents {
  const { learningRate: a, weightDecay: b, ...others } = symmetry;
  const usual = { learningRate: Math.min(0, 1 - a), weightDecay: b === -2 ? 1 : 0 };
  const judge = (exponents: SymmetryExponents, decay: number): boolean =>
    undoesScale(optimizer, exponents, decay, { regime, symmetry, isClaimed });
  const candidates = [...dimensional(others)];
  const options = candidates.find((candidate) => candidates.length === 1 || judge({ ...usual, ...candidate }, 0));
  if (options !== undefined && judge({ ...usual, ...options }, weightDecay)) return { ...usual, ...options };
  const hidden = Object.keys(optimizer.hyperparameters ?? {}).filter((name) => !(name in symmetry) && !isCount(optimizer, name));
  // What has a dimension in g and none in w, such as a temperature.
  const more = hidden.flatMap((name) =>
    [1, 2, -1, -2].map((value): Record<string, number> => ({ ...candidates[0], [name]: value })),
  );
  if (options === undefined || !judge({ ...usual, ...options }, 0)) candidates.push(...more);
  const measured = isClaimed && a !== 0 ? undefined : measuredRate(optimizer, symmetry, regime);
  // A step of degree −1 in the gradient, where small constants keep its lengths from saying so.
  const inverse = !isClaimed && a === 0 ? [1] : [];
  for (const rate of new Set([usual.learningRate, measured ?? usual.learningRate, ...inverse])) {
    // Without decay some options may not act at all, so that any exponent of theirs would do.
    const found = candidates.filter((candidate) => judge({ learningRate: rate, weightDecay: 0, ...candidate }, 0));
    for (const candidate of found) {
      for (const decay of new Set([usual.weightDecay, 0, -rate, 1, -2 * rate])) {
        const exponents = { learningRate: rate, weightDecay: decay + 0, ...candidate };
        if (judge(exponents, weightDecay)) return exponents;
      }
    }
    if (found.length > 0) return { learningRate: rate, weightDecay: usual.weightDecay, ...found[0] };
  }
  return { ...usual, ...(options ?? candidates[0]) };
}

/** Exponents to try for hyperparameters that have a dimension in w. */
function dimensional(others: Readonly<Record<string, number>>): Record<string, number>[] {
  let candidates: Record<string, number>[] = [{}];
  for (const [name, exponent] of Object.entries(others)) {
    const usual = Math.max(0, -exponent);
    const values = [usual, ...[0, 1, 2, -1, -2].filter((value) => value !== usual)];
    candidates = candidates.flatMap((fixed) => values.map((value) => ({ ...fixed, [name]: value })));
  }
  return candidates;
}

/** The optimizer under the regime. */
function regular(optimizer: Optimizer, regime: Regime, symmetry: SymmetryExponents): Optimizer {
  return isOrdinary(regime) ? optimizer : inRegime(optimizer, regime, degreeOf(symmetry), symmetry);
}

/** Gradients with a drift: what is estimated from the way gone grows. */
function gradients(optimizer: Optimizer, step: number): Tensor[] {
  const source = stream('inference', 'gradient-exponents');
  const [drift, noise] = [0, step].map((at) => normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(1, at)));
  return plus(noise, 1, drift);
}

function startOf(optimizer: Optimizer): Tensor[] {
  return normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'gradient-exponents').seek(0, 0));
}

/** a from how long the first step that moves is under larger gradients and at a larger rate; `undefined` where that is no fraction. */
function measuredRate(optimizer: Optimizer, symmetry: SymmetryExponents, regime: Regime): number | undefined {
  const subject = regular(optimizer, { ...regime, skip: 0 }, symmetry);
  const start = startOf(optimizer);
  const lengths = (factor: number, rate: number): number => {
    const run = new OptimizerRun(subject, start);
    let moved = 0;
    for (let step = 1; step <= regime.skip + steps && moved === 0; step++) {
      run.step(scaled(gradients(optimizer, step), factor), 2 ** -20 * rate, 0);
      if (step > regime.skip) moved = run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, start[i]) ** 2, 0);
      else run.parameters.forEach(({ data }, i) => data.set(start[i].data));
    }
    return moved;
  };
  const plain = lengths(1, 1);
  const [degree, order] = [lengths(64, 1), lengths(1, 64)].map((moved) => log(moved / plain) / log(64) / 2);
  return nearFraction(-degree / order);
}

/** Whether the exponents undo a scaling of the gradients, bit for bit or as closely as the regime allows. */
function undoesScale(
  optimizer: Optimizer,
  exponents: SymmetryExponents,
  decay: number,
  { regime, symmetry, isClaimed }: { regime: Regime; symmetry: SymmetryExponents; isClaimed: boolean },
): boolean {
  const subject = regular(optimizer, regime, symmetry);
  const start = startOf(optimizer);
  // A cube root, or a power that stands for one, commutes with a scale to rounding only.
  const allowed = Math.max(regimeTolerance(optimizer, regime), isClaimed ? 0 : tolerance(optimizer, 1e-12, 1e-5));
  const k = stepOfOrbit(scale, exponents);
  const settings = isOrdinary(regime) ? visible(subject.hyperparameters ?? {}) : [subject.hyperparameters ?? {}];
  return settings.every((hyperparameters) => {
    const moved = alongOrbit(exponents, k, learningRate, decay, hyperparameters);
    const run = new OptimizerRun(subject, start, hyperparameters);
    const image = new OptimizerRun(subject, start, { ...hyperparameters, ...moved.hyperparameters });
    const known = Array.from({ length: regime.skip + steps }, (_, i) => {
      const g = gradients(optimizer, i + 1);
      const { learningRate: rate, weightDecay } = moved;
      return [
        { gradients: g, learningRate, weightDecay: decay },
        { gradients: scaled(g, k), learningRate: rate, weightDecay },
      ];
    });
    for (const [original, other] of sideBySide([run, image], known))
      if (!original.every((tensor, i) => distance(tensor, other[i]) <= allowed * norm(tensor))) return false;
    return true;
  });
}
