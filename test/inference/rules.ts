import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';

/** What a coordinate's rule sees. */
export interface CoordinateStep {
  readonly w: number;
  readonly g: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly step: number;
  /** Of the coordinate: starts as `{}`. */
  readonly memory: Record<string, number>;
  readonly tensor: number;
  readonly entry: number;
}

/** An element-wise optimizer from the rule of one coordinate, which returns the new weight. */
export function coordinatewise(rule: (step: CoordinateStep) => number, overrides: Partial<Optimizer> = {}): Optimizer {
  return {
    name: 'coordinatewise',
    init: () => ({}),
    // One array for each name, and one view for all coordinates: records for each coordinate would take long to make and to copy.
    update({ parameters, gradients, state, ...given }: UpdateArguments<Record<string, (number | undefined)[]>>) {
      const memory: Record<string, number> = {};
      const view = { ...given, memory, w: 0, g: 0, tensor: 0, entry: 0 };
      let coordinate = 0;
      for (view.tensor = 0; view.tensor < parameters.length; view.tensor++) {
        const { data } = parameters[view.tensor];
        const g = gradients[view.tensor].data;
        for (view.entry = 0; view.entry < data.length; view.entry++, coordinate++) {
          for (const name in state) memory[name] = state[name][coordinate]!;
          [view.w, view.g] = [data[view.entry], g[view.entry]];
          data[view.entry] = rule(view);
          for (const name in memory) (state[name] ??= [])[coordinate] = memory[name];
        }
      }
    },
    ...overrides,
  };
}

/** Momentum of any convention: v ← μ v + (1 − d) p g, w ← w − q (v, or d g + μ v), with (p, q) = (η, 1) inside and (1, η) outside. */
export function momentumRule({
  momentum = 0.9,
  dampening = 0,
  dampensFirst = true,
  nesterov = false,
  rateInside = false,
  clearedEvery = Infinity,
}: {
  momentum?: number;
  dampening?: number;
  dampensFirst?: boolean;
  nesterov?: boolean;
  rateInside?: boolean;
  clearedEvery?: number;
} = {}): Optimizer {
  return coordinatewise(({ w, g, learningRate, weightDecay, memory, step }) => {
    const [inside, outside] = rateInside ? [learningRate, 1] : [1, learningRate];
    const entering = inside * (g + weightDecay * w);
    const weight = step === 1 && !dampensFirst ? 1 : 1 - dampening;
    const carried = step % clearedEvery === 0 ? 0 : (memory.velocity ?? 0);
    memory.velocity = momentum * carried + weight * entering;
    return w - outside * (nesterov ? entering + momentum * memory.velocity : memory.velocity);
  });
}

/** How Adam deviates from Adam. */
export interface AdamVariation {
  /** Divides the first moment at step t. */
  readonly left?: (beta1: number, step: number) => number;
  readonly right?: (beta2: number, step: number) => number;
  readonly direction?: (m: number, v: number, epsilon: number) => number;
  readonly swapped?: boolean;
}

/** Adam with L2, or what the variation makes of it. */
export function adamRule({
  left = (beta, t) => 1 - beta ** t,
  right = (beta, t) => 1 - beta ** t,
  direction = (m, v, epsilon) => m / (Math.sqrt(v) + epsilon),
  swapped = false,
}: AdamVariation = {}): Optimizer {
  return coordinatewise(
    ({ w, g, learningRate, weightDecay, hyperparameters, memory, step }) => {
      const [first, second] = swapped
        ? [hyperparameters.beta2, hyperparameters.beta1]
        : [hyperparameters.beta1, hyperparameters.beta2];
      const d = g + weightDecay * w;
      memory.m = first * (memory.m ?? 0) + (1 - first) * d;
      memory.v = second * (memory.v ?? 0) + (1 - second) * d * d;
      return w - learningRate * direction(memory.m / left(first, step), memory.v / right(second, step), hyperparameters.epsilon);
    },
    { hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
  );
}

/** SGD whose weights shrink by 1 − share(…). */
export function decayRule(
  share: (step: CoordinateStep) => number,
  overrides: Partial<Optimizer> = {},
  options: { momentum?: number } = {},
): Optimizer {
  return coordinatewise((given) => {
    const { w, g, learningRate, memory } = given;
    const kept = (1 - share(given)) * w;
    memory.buffer = (options.momentum ?? 0) * (memory.buffer ?? 0) + g;
    return kept - learningRate * memory.buffer;
  }, overrides);
}
