import { pow } from '../arithmetic/elementary.ts';
import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { probeShapes, scaled } from './probe-problem.ts';
import { integerPower } from './symmetry.ts';

/** How long the steps of a scale-free optimizer are under a constant gradient: s₁, s₂, … in units of η. */
export interface StepSizeReading {
  readonly curve: readonly number[];
  /** The known rule that gives this curve. */
  readonly family?: StepSizeFamily;
  /** How epsilon enters the first step, where it is a hyperparameter. */
  readonly epsilon?: 'outside the root' | 'inside the root' | 'outside the root, divided by the bias correction' | 'otherwise';
  /** Whether β₁ and β₂ do each other's work, which a constant gradient does not show. */
  readonly swapped?: boolean;
  readonly finding?: string;
}

/** A rule for step lengths under a constant gradient far above every epsilon. */
export interface StepSizeFamily {
  readonly name: string;
  /** A convention other than the usual one, or a mistake, in words. */
  readonly note?: string;
  readonly mistake?: string;
  readonly curve: (t: number) => number;
}

/** Long enough to see a buffer that is cleared every fifty steps. */
const steps = 64;
const constantGradient = 0.75;

/** Values that a decay rate of a moment can have when it is not a hyperparameter. */
const usualFirst = [0, 0.5, 0.8, 0.9, 0.95, 0.99];
const usualSecond = [0, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999];

/**
 * Measures step lengths under a constant gradient at λ = 0 and finds the rule behind them: Adam with or without bias correction,
 * Adagrad, RMSprop, Nesterov-accelerated Adam, AdaBelief, Yogi; or one of the usual mistakes.
 *
 * @returns `undefined` for optimizers that are not scale-free or do not treat coordinates alike
 */
export function inferStepSizes(optimizer: Optimizer, symmetry: SymmetryExponents | null): StepSizeReading | undefined {
  if (symmetry?.learningRate !== 1) return undefined;
  const curve = measureCurve(optimizer, vanishing(optimizer));
  if (curve === undefined) return undefined;
  const hyperparameters = optimizer.hyperparameters ?? {};
  const coefficients = Object.values(hyperparameters).filter((value) => value > 0 && value < 1);
  const declared = 'beta1' in hyperparameters && 'beta2' in hyperparameters;
  // A rule with more coefficients than Adam's is another rule: what its first steps should be is not known.
  const isAdam = declared && Object.keys(hyperparameters).every((name) => /^(beta1|beta2|eps.*)$/i.test(name));
  const [first, second] = declared
    ? [[hyperparameters.beta1], [hyperparameters.beta2]]
    : [
        [0, ...coefficients, ...usualFirst],
        [...coefficients, ...usualSecond],
      ];
  const close = (family: StepSizeFamily): boolean =>
    curve.every((s, i) => Math.abs(s - family.curve(i + 1)) <= tolerance(optimizer, 1e-4, 5e-4) * Math.abs(s));
  const candidates = [...new Set(first)].flatMap((beta1) =>
    [...new Set(second)].flatMap((beta2) => families(beta1, beta2, hyperparameters)),
  );
  // Conventions before mistakes, so that a curve that fits both is not called one.
  const family = candidates.filter(({ mistake }) => mistake === undefined).find(close) ?? candidates.find(close);
  const cleared = curve.findIndex((s, i) => i > 1 && Math.abs(s - curve[i - 1]) > 0.3 * Math.abs(curve[i - 1]));
  const swapped = isAdam && coefficientsAreSwapped(optimizer, hyperparameters);
  const finding =
    family?.mistake ??
    (swapped ? 'beta1 and beta2 are swapped: each does the work of the other' : undefined) ??
    (family === undefined && isAdam
      ? cleared > 0
        ? `the step length under a constant gradient jumps at step ${cleared + 1}: a moment or a counter is reset there`
        : `under a constant gradient the first steps are ${curve
            .slice(0, 3)
            .map((s) => Number(s.toPrecision(3)))
            .join(', ')} η, which is neither Adam with bias correction (1, 1, 1) nor without it: the bias correction is wrong`
      : undefined);
  const epsilon = family === undefined ? undefined : epsilonPlacement(optimizer, hyperparameters);
  return {
    curve,
    ...(family === undefined ? {} : { family }),
    ...(epsilon === undefined ? {} : { epsilon }),
    ...(swapped ? { swapped } : {}),
    ...(finding === undefined ? {} : { finding }),
  };
}

/** Epsilons made so small that they do not show. */
function vanishing(optimizer: Optimizer): Record<string, number> {
  const epsilons = Object.keys(optimizer.hyperparameters ?? {}).filter((name) => /^eps/i.test(name));
  return Object.fromEntries(epsilons.map((name) => [name, Math.min(1e-12, optimizer.hyperparameters![name])]));
}

/** Whether steps under a gradient that turns round are those of Adam or Lion with β₁ and β₂ exchanged. */
function coefficientsAreSwapped(optimizer: Optimizer, { beta1, beta2 }: Readonly<Record<string, number>>): boolean {
  const sizes = Array.from({ length: 24 }, (_, i) => (i < 8 ? 1 : -0.5));
  const curve = measureCurve(optimizer, vanishing(optimizer), sizes);
  const agrees = (rule: readonly number[]): boolean =>
    curve !== undefined && rule.every((s, i) => Math.abs(s - curve[i]) <= tolerance(optimizer, 1e-4, 5e-4) * (1 + Math.abs(s)));
  const rules = (first: number, second: number): number[][] => [
    ...[true, false].map((corrected) => adamUnder(sizes, first, second, corrected)),
    lionUnder(sizes, first, second),
  ];
  return !rules(beta1, beta2).some(agrees) && rules(beta2, beta1).some(agrees);
}

/** Step lengths of Adam under gradients of these sizes. */
function adamUnder(sizes: readonly number[], beta1: number, beta2: number, corrected: boolean): number[] {
  let [m, v] = [0, 0];
  return sizes.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    return corrected ? m / (1 - integerPower(beta1, i + 1)) / Math.sqrt(v / (1 - integerPower(beta2, i + 1))) : m / Math.sqrt(v);
  });
}

/** Step lengths of Lion under gradients of these sizes. */
function lionUnder(sizes: readonly number[], beta1: number, beta2: number): number[] {
  let m = 0;
  return sizes.map((g) => {
    const step = Math.sign(beta1 * m + (1 - beta1) * g);
    m = beta2 * m + (1 - beta2) * g;
    return step;
  });
}

/**
 * Displacement per step over −η·sign(g), or `undefined` where coordinates differ.
 *
 * @param sizes of the gradients, relative to the constant one
 */
function measureCurve(
  optimizer: Optimizer,
  hyperparameters: Record<string, number>,
  sizes: readonly number[] = Array.from({ length: steps }, () => 1),
): number[] | undefined {
  const learningRate = 2 ** -10;
  // In float32 steps must not be small beside the weights, or rounding of the weights shows in them.
  const precision = measuringPrecision(optimizer);
  const start = probeShapes.map((shape) => zeros(shape, precision));
  for (const { data } of start) data.fill(tolerance(optimizer, 1, learningRate));
  const gradients = start.map(({ data, shape }) => ({
    data: data.map((_, j) => (j % 2 === 0 ? constantGradient : -constantGradient)) as typeof data,
    shape,
  }));
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  const curve: number[] = [];
  for (const size of sizes) {
    const before = run.parameters.map(({ data }) => data.slice());
    run.step(scaled(gradients, size), learningRate, 0);
    const lengths = run.parameters.flatMap(({ data }, i) =>
      Array.from(data, (w, j) => (before[i][j] - w) / (learningRate * Math.sign(gradients[i].data[j]))),
    );
    const [s] = lengths;
    if (
      !Number.isFinite(s) ||
      !lengths.every((other) => Math.abs(other - s) <= tolerance(optimizer, 1e-6, 1e-4) * Math.abs(s) + 1e-9)
    )
      return undefined;
    curve.push(s);
  }
  return curve;
}

/** The rules, for given decay rates of the first and second moment. */
function families(beta1: number, beta2: number, hyperparameters: Readonly<Record<string, number>>): StepSizeFamily[] {
  const left = (t: number): number => 1 - integerPower(beta1, t);
  const right = (t: number): number => 1 - integerPower(beta2, t);
  const raw = (t: number): number => left(t) / Math.sqrt(right(t));
  const momentum = hyperparameters.momentum ?? 0;
  const nesterov =
    (coefficient: (t: number) => number) =>
    (t: number): number => {
      let product = 1;
      for (let i = 1; i <= t; i++) product *= coefficient(i);
      return (coefficient(t + 1) * left(t)) / (1 - product * coefficient(t + 1)) + (1 - coefficient(t)) / (1 - product);
    };
  const accumulated =
    (curve: (t: number) => number) =>
    (t: number): number => {
      let buffer = 0;
      for (let i = 1; i <= t; i++) buffer = momentum * buffer + curve(i);
      return buffer;
    };
  const belief = (t: number): number => {
    let m = 0;
    let s = 0;
    for (let i = 1; i <= t; i++) {
      m = beta1 * m + (1 - beta1);
      s = beta2 * s + (1 - beta2) * (1 - m) * (1 - m);
    }
    return m / left(t) / Math.sqrt(s / right(t));
  };
  const uncorrected = 'there is no bias correction: the first steps are not η long';
  const rules: StepSizeFamily[] = [
    { name: 'corrected', curve: () => 1 },
    { name: 'uncorrected', note: uncorrected, curve: raw },
    { name: 'rmsprop', curve: accumulated((t) => 1 / Math.sqrt(right(t))) },
    { name: 'adagrad', curve: (t) => 1 / Math.sqrt(t) },
    {
      name: 'nadam',
      curve: nesterov(
        (t) => beta1 * (1 - 0.5 * pow(0.96, t * (hyperparameters.momentumDecay ?? hyperparameters.momentum_decay ?? 0.004))),
      ),
    },
    { name: 'nadam', curve: (t) => (beta1 * left(t)) / left(t + 1) + (1 - beta1) / left(t) },
    { name: 'nadam', curve: (t) => (beta1 * left(t) + 1 - beta1) / left(t) },
    { name: 'adabelief', curve: belief },
    { name: 'yogi', curve: (t) => Math.sqrt(right(t) / Math.min(1, t * (1 - beta2))) },
    {
      name: 'first moment corrected only',
      mistake: 'the bias correction is missing on the second moment',
      curve: (t) => 1 / Math.sqrt(right(t)),
    },
    { name: 'second moment corrected only', mistake: 'the bias correction is missing on the first moment', curve: left },
    {
      name: 'multiplied',
      mistake: 'the bias correction multiplies the moments where it should divide them',
      curve: (t) => (left(t) * left(t)) / Math.sqrt(right(t) * right(t)),
    },
    {
      name: 'first multiplied',
      mistake: 'the bias correction multiplies the first moment where it should divide it',
      curve: (t) => left(t) * left(t),
    },
    {
      name: 'second multiplied',
      mistake: 'the bias correction multiplies the second moment where it should divide it',
      curve: (t) => 1 / right(t),
    },
    { name: 'inverted', mistake: 'the bias correction is inverted', curve: (t) => (left(t) * left(t)) / right(t) },
    {
      name: 'stuck',
      mistake: 'the bias correction stays at its first step: the step counter never advances',
      curve: (t) => raw(t) / raw(1),
    },
    { name: 'late', mistake: 'the bias correction counts steps from 2: it is one step ahead', curve: (t) => raw(t) / raw(t + 1) },
    {
      name: 'no root',
      mistake: 'the bias correction of the second moment is taken without its root',
      curve: (t) => Math.sqrt(right(t)),
    },
    {
      name: 'per tensor',
      mistake: 'the step counter of the bias correction advances once for every tensor',
      curve: (t) => raw(t) / raw(t * probeShapes.length),
    },
  ];
  return rules.filter(({ name }) => name !== 'rmsprop' || beta1 === 0 || !('beta1' in hyperparameters));
}

/** How the first step depends on an epsilon of the size of the gradient, at three ratios. */
function epsilonPlacement(optimizer: Optimizer, hyperparameters: Readonly<Record<string, number>>): StepSizeReading['epsilon'] {
  const name = Object.keys(hyperparameters).find((key) => /^eps/i.test(key));
  if (name === undefined) return undefined;
  const base = measureCurve(optimizer, vanishing(optimizer), [1])?.[0];
  if (base === undefined) return undefined;
  // What is compared with epsilon is |g|, or the uncorrected root √(1 − β₂)|g|.
  const second = hyperparameters.beta2 ?? hyperparameters.alpha ?? hyperparameters.decay ?? hyperparameters.rho ?? 0;
  const root = Math.sqrt(1 - second) * constantGradient;
  const ratios = [0.25, 1, 4];
  const measured = ratios.map((ratio) => measureCurve(optimizer, { [name]: ratio * constantGradient }, [1])?.[0]);
  const measuredSquare = ratios.map((ratio) => measureCurve(optimizer, { [name]: ratio * constantGradient ** 2 }, [1])?.[0]);
  const matches = (values: readonly (number | undefined)[], expected: (epsilon: number) => number): boolean =>
    values.every(
      (s, i) =>
        s !== undefined && Math.abs(s / base - expected(ratios[i])) <= tolerance(optimizer, 1e-4, 5e-4) * expected(ratios[i]),
    );
  const whole = constantGradient;
  // Without bias correction the root itself is compared, so "outside the root" is either of two numbers.
  const uncorrected = Math.abs(base - 1) > tolerance(optimizer, 1e-6, 1e-4);
  if (matches(measured, (ratio) => (uncorrected ? root / (root + ratio * whole) : 1 / (1 + ratio)))) return 'outside the root';
  if (
    matches(measuredSquare, (ratio) =>
      uncorrected ? root / Math.sqrt(root * root + ratio * whole * whole) : 1 / Math.sqrt(1 + ratio),
    )
  )
    return 'inside the root';
  if (matches(measured, (ratio) => root / (root + ratio * whole))) return 'outside the root, divided by the bias correction';
  return 'otherwise';
}
