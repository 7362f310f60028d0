import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, identical, norm, normalTensors, probeShapes } from './probe-problem.ts';

const [steps, rate] = [10, 2 ** -6];
/** So many times as many calls tell an option that does nothing to a tensor alone from one whose time has not come, of a counter that all tensors advance. */
const longer = 2 * probeShapes.length;
/** At which an option may do nothing: a share or a fall of nothing, a whole, or more than there are tensors. */
const idle = [0, 1, 64];

/**
 * Name of an option by which tensors are trained otherwise from place to place: as momentum may fall (GrokAdamW), schedules may end (Brock et al. 2017,
 * FreezeOut) or the first tensors stay frozen. It does nothing to a tensor that is alone; at one value all tensors are trained as if they were alone, and at
 * others than these two otherwise again, which a switch is not; and no tensor feels the gradient of another one. A loop that goes wrong
 * has no such option.
 *
 * @param fill first steps that only fill the state
 */
export function ruleByPlace(optimizer: Optimizer, fill: number): string | undefined {
  const look = lookAt(optimizer, fill);
  const [together, alone] = [look.together({}), look.alone({})];
  if (look.areAlike(together, alone)) return undefined;
  return Object.entries(optimizer.hyperparameters ?? {}).find(([name, value]) => {
    const none = idle.find((each) => each !== value && setsNoPlace(look, name, each, alone));
    if (none === undefined || !isGradual(look, { name, value, none }, [together, alone])) return false;
    return isIdleAlone(look, { name, values: [none, value / 2, 2 * value] }) && !look.isMutual();
  })?.[0];
}

type Ends = readonly Tensor[];

interface Look {
  /** Where tensors of one list are in the end. */
  together(options: Readonly<Record<string, number>>): Ends;
  /** Where they are that each are in a list of their own, after so many times as many steps. */
  alone(options: Readonly<Record<string, number>>, times?: number): Ends;
  areAlike(a: Ends, b: Ends): boolean;
  /** Whether the gradient of a tensor acts on another one. */
  isMutual(): boolean;
}

/** Whether with an option at this value all tensors are trained as if alone, and one that is alone as it is by default. */
function setsNoPlace(look: Look, name: string, value: number, alone: Ends): boolean {
  return unlessRefused(() => {
    const other = look.alone({ [name]: value });
    return look.areAlike(other, alone) && look.areAlike(look.together({ [name]: value }), other);
  });
}

/** Whether a third value makes tensors of a list go a third way, and one alone the same. */
function isGradual(
  look: Look,
  { name, value, none }: { readonly name: string; readonly value: number; readonly none: number },
  [together, alone]: readonly [Ends, Ends],
): boolean {
  return [(value + none) / 2, value + 1, value - 1, value / 2, 2 * value].some(
    (third) =>
      third !== value &&
      third !== none &&
      unlessRefused(() => {
        const there = look.together({ [name]: third });
        const isOther = !look.areAlike(there, together) && !look.areAlike(there, alone);
        return isOther && look.areAlike(look.alone({ [name]: third }), alone);
      }),
  );
}

/** Whether an option does nothing to a tensor that is alone, at any of some values that are not refused, in the long run either. */
function isIdleAlone(look: Look, { name, values }: { readonly name: string; readonly values: readonly number[] }): boolean {
  const usual = look.alone({}, longer);
  return values.every((value) => !unlessRefused(() => !look.areAlike(look.alone({ [name]: value }, longer), usual)));
}

/** A value that is refused tells nothing. */
function unlessRefused(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}

function lookAt(optimizer: Optimizer, fill: number): Look {
  const source = stream('inference', 'rules-by-place');
  const precision = measuringPrecision(optimizer);
  const places = Array.from(probeShapes.keys());
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  const draw = (step: number, other?: number): Tensor[] =>
    places.map((i) => normalTensors([probeShapes[i]], precision, source.seek(step, i === other ? 64 + i : i))[0]);
  const end = (options: Readonly<Record<string, number>>, among: readonly number[], other?: number, times = 1): Ends => {
    const start = draw(0);
    const run = new OptimizerRun(
      optimizer,
      among.map((i) => start[i]),
      { ...optimizer.hyperparameters, ...options },
    );
    for (let step = 1; step <= fill + times * steps; step++) {
      const gradients = draw(step, other);
      run.step(
        among.map((i) => gradients[i]),
        rate,
        0,
      );
    }
    return run.parameters;
  };
  return {
    together: (options) => end(options, places),
    alone: (options, times) => places.map((i) => end(options, [i], undefined, times)[0]),
    areAlike: (a, b) => a.every((tensor, i) => distance(tensor, b[i]) <= rounding * norm(b[i])),
    isMutual: () => {
      const usual = end({}, places);
      return places.some((other) => {
        const ends = end({}, places, other);
        return places.some((i) => i !== other && !identical([ends[i]], [usual[i]]));
      });
    },
  };
}
