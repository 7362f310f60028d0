import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

const factor = 4;

/** Steps at which it is looked: a ratio that is renewed now and then is another one by the last of them. */
const looks: readonly number[] = [2, 3, 50, 300];

/**
 * Whether the ratio of the norms of weights and gradients is that of the first step for ever, as where it is computed when a state is made:
 * weights that are four times as large from the start make steps that are four times as long, first gradients that are four times as
 * large make later ones four times as short, and weights that are enlarged later change nothing. A length that is that of the first
 * weights alone is a design (Nero).
 *
 * @param fill first steps that only fill the state
 */
export function keptRatio(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const first = fill + 1;
  const [usual, large, loud] = [new Run(optimizer, 1), new Run(optimizer, factor), new Run(optimizer, 1, first + 2)];
  const off = tolerance(optimizer, 1e-3, 1e-2);
  const kept = new Set(probeShapes.keys());
  let later: Run | undefined;
  for (let step = 1; step <= fill + looks[looks.length - 1]; step++) {
    // The ratio is taken at the first step that moves, or at one of the next.
    if (step === first + 3) later = usual.enlarged();
    const [moves, ofLarge, ofLoud, ofLater] = [usual, large, loud, later].map((run) => run?.step(step) ?? []);
    if (step !== first && !looks.includes(step - fill)) continue;
    const isLast = step === fill + looks[looks.length - 1];
    for (const i of kept) {
      const isProportional = moves[i] > 0 && Math.abs(ofLarge[i] / moves[i] / factor - 1) <= off;
      const staysSo = later === undefined || Math.abs(ofLater[i] / moves[i] - 1) <= off;
      // By the last look a momentum has forgotten the first gradient.
      const isOfFirst = !isLast || Math.abs((factor * ofLoud[i]) / moves[i] - 1) <= off;
      if (!isProportional || !staysSo || !isOfFirst) kept.delete(i);
    }
    if (kept.size === 0) return undefined;
  }
  const sentence =
    'steps are a share of the weights that the run began with: a ratio of norms is computed at the first step and kept for ever, whatever becomes of weights and gradients';
  return { cause: 'ratio-kept', sentence };
}

/** A run whose weights stay near their start, because steps are short. */
class Run {
  private readonly optimizer: Optimizer;
  private readonly loud: number;
  private run: OptimizerRun;

  /**
   * @param size of the weights
   * @param loud the last step whose gradient is larger
   */
  constructor(optimizer: Optimizer, size: number, loud = 0) {
    this.optimizer = optimizer;
    this.loud = loud;
    const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'kept-ratio').seek(0, 0), size);
    this.run = new OptimizerRun(optimizer, start);
  }

  /** The same run with larger weights from here on. */
  enlarged(): Run {
    const other = new Run(this.optimizer, 1);
    other.run = this.run.fork();
    for (const { data } of other.run.parameters) for (let j = 0; j < data.length; j++) data[j] *= factor;
    return other;
  }

  /** How far each tensor moves. */
  step(step: number): number[] {
    const before: readonly Tensor[] = scaled(this.run.parameters, 1);
    const g = normalTensors(
      probeShapes,
      measuringPrecision(this.optimizer),
      stream('inference', 'kept-ratio').seek(1, step),
      step <= this.loud ? factor : 1,
    );
    this.run.step(g, 2 ** -12, 0);
    return plus(this.run.parameters, -1, before).map(norm);
  }
}
