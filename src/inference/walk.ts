import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { families } from './core/families/index.ts';
import type { Core } from './core/infer-core.ts';
import { normalTensors } from './probe-problem.ts';

/**
 * The rule whose steps an optimizer comes to make under normal gradients, of those whose random walk has a closed form, with the names
 * of the options that are its coefficients:
 *
 *     sign  d = sign(g)
 *     lion  d = sign(β₁ m + (1 − β₁) g),  m ← β₂ m + (1 − β₂) g
 *     adam  d = m/√v,  m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
 */
export type Walk = { readonly rule: 'sign' } | { readonly rule: 'lion' | 'adam'; readonly beta1: string; readonly beta2: string };

/** Directions of a rule, gradient after gradient of one coordinate. */
type Rule = (beta1: number, beta2: number) => (gradient: number) => number;

const rules: Readonly<Record<Walk['rule'], Rule>> = {
  sign: () => Math.sign,
  lion: (beta1, beta2) => {
    let m = 0;
    return (gradient) => {
      const direction = Math.sign(beta1 * m + (1 - beta1) * gradient);
      m = beta2 * m + (1 - beta2) * gradient;
      return direction;
    };
  },
  adam: (beta1, beta2) => {
    let [m, v] = [0, 0];
    return (gradient) => {
      m = beta1 * m + (1 - beta1) * gradient;
      v = beta2 * v + (1 - beta2) * gradient * gradient;
      return m / Math.sqrt(v);
    };
  },
};

/**
 * Finds the rule that an optimizer settles to, whatever its first steps are.
 *
 * A variant of a rule (a maximum for a mean, a mask on the update, a buffer more) makes other steps and is not found. What the options
 * are called is never looked at: they are those whose values the core has for its coefficients.
 *
 * @param core the rule that makes the first steps
 * @returns `undefined` where it settles to none of them, or no options are its coefficients
 *
 * @example
 * ```ts
 * expect(inferProfile(adamw).walk).toEqual({ rule: 'adam', beta1: 'beta1', beta2: 'beta2' });
 * ```
 */
export function inferWalk(optimizer: Optimizer, core: Core): Walk | undefined {
  for (const [beta1, beta2] of coefficientsOf(optimizer, core)) {
    const values = [optimizer.hyperparameters![beta1], QUICK] as const;
    try {
      const rule = (['lion', 'adam'] as const).find(followed(optimizer, values, { [beta2]: QUICK }));
      if (rule !== undefined) return { rule, beta1, beta2 };
    } catch {
      // A value that it refuses, as some do a second coefficient below the first, tells nothing.
    }
  }
  return followed(optimizer, [0, 0], {})('sign') ? { rule: 'sign' } : undefined;
}

/** Ordered pairs of options that have the values of the core's coefficients. */
function coefficientsOf({ hyperparameters = {} }: Optimizer, { family, beta1, beta2 }: Core): [string, string][] {
  // Of no first moment it has no closed form here.
  if (families.find(({ name }) => name === family)?.coefficients === 'second') return [];
  const names = (value: number): string[] => Object.keys(hyperparameters).filter((name) => hyperparameters[name] === value);
  // Lion with two equal coefficients is a sign of one mean.
  const [firsts, seconds] = [names(beta1), [...new Set([...names(beta2), ...names(beta1)])]];
  return firsts.flatMap((first) =>
    seconds.filter((second) => second !== first).map((second): [string, string] => [first, second]),
  );
}

/** A β₂ that forgets its start well within the steps that are made. */
const QUICK = 0.95;
/** Steps that are made, and the last of them, which are compared. */
const [STEPS, COMPARED] = [400, 20];
const [RATE, SHAPE] = [0.125, [8]];

/** Makes one run, and says of each rule whether its last steps are those of the run. */
function followed(
  optimizer: Optimizer,
  [beta1, beta2]: readonly [number, number],
  hyperparameters: Readonly<Record<string, number>>,
): (rule: Walk['rule']) => boolean {
  const source = stream('closed forms', 'rule');
  const precision = optimizer.precision ?? 'float64';
  const run = new OptimizerRun(optimizer, normalTensors([SHAPE], precision, source.seek(0, 0)), hyperparameters);
  const gradients: ArrayLike<number>[] = [];
  const steps: number[][] = [];
  for (let step = 1; step <= STEPS; step++) {
    const gradient = normalTensors([SHAPE], precision, source.seek(1, step));
    gradients.push(gradient[0].data.slice());
    // Reading waits for an optimizer in another process.
    const before = step > STEPS - COMPARED ? run.parameters[0].data.slice() : undefined;
    run.step(gradient, RATE, 0);
    if (before !== undefined) steps.push(Array.from(run.parameters[0].data, (w, j) => w - before[j]));
  }
  return (rule) => {
    const directions = Array.from(gradients[0], () => rules[rule](beta1, beta2));
    let [difference, size] = [0, 0];
    gradients.forEach((gradient, i) => {
      const step = steps[i - (STEPS - COMPARED)] as number[] | undefined;
      directions.forEach((direction, j) => {
        const expected = -RATE * direction(gradient[j]);
        if (step === undefined) return;
        difference += (step[j] - expected) ** 2;
        size += expected ** 2;
      });
    });
    return difference < 1e-4 * size;
  };
}
