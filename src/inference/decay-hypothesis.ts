import type { DecayOrder, WeightDecayKind } from '../optimizers/optimizer.ts';

/** η and λ of a step, and of the steps before it. */
export interface Setting {
  /** Counts from 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly firstLearningRate: number;
  /** The largest so far. */
  readonly peakLearningRate: number;
  readonly previousLearningRate: number;
  readonly firstWeightDecay: number;
  readonly previousWeightDecay: number;
}

/** A way in which λ can enter a step. */
export interface DecayHypothesis {
  readonly kind: WeightDecayKind;
  readonly order: DecayOrder;
  /** Tensors of these shapes are left out. */
  readonly exempt?: (shape: readonly number[], name: string) => boolean;
  /** `cautious`: only entries are decayed that the update shrinks too; `frozen`: entries that do not move at all are left out. */
  readonly mask?: 'cautious' | 'frozen';
  /** The decay is that of this multiple of λ. */
  readonly strength?: (setting: Setting) => number;
  /**
   * `share`: a factor in [0, 1] for each tensor and step; `shape`: one for each shape; `common`: a positive one for each step;
   * `tensor`: any for each tensor and step. It is measured, not predicted.
   */
  readonly factor?: 'share' | 'shape' | 'common' | 'tensor';
  /** `length`: only the direction of the step of a tensor is predicted, beyond what it does without a gradient; `move`: that of all that it does. */
  readonly free?: 'length' | 'move';
  /** What shrinks of a matrix is what each row has beside its mean. */
  readonly centred?: boolean;
  /** What shrinks is w − w₀, the way from the start. */
  readonly towardsStart?: boolean;
  /** What shrinks are the weights of the step before, or those of the start for ever. */
  readonly stale?: boolean | 'start';
  /** What λ multiplies, entry by entry; default w. */
  readonly of?: (w: number, gradient: number, setting: Setting) => number;
  /** A coupled decay beside which the weights are multiplied by 1 − ηλ too. */
  readonly both?: boolean;
}

/** The settings of a schedule, one after the other. */
export class Settings {
  private last: Setting | undefined;

  next(learningRate: number, weightDecay: number): Setting {
    return (this.last = settingAfter(this.last, learningRate, weightDecay));
  }
}

/** η and λ of a step, with those of the steps before it, of which `last` is the one before. */
export function settingAfter(last: Setting | undefined, learningRate: number, weightDecay: number): Setting {
  return {
    step: (last?.step ?? 0) + 1,
    learningRate,
    weightDecay,
    firstLearningRate: last?.firstLearningRate ?? learningRate,
    peakLearningRate: Math.max(last?.peakLearningRate ?? 0, learningRate),
    previousLearningRate: last?.learningRate ?? learningRate,
    firstWeightDecay: last?.firstWeightDecay ?? weightDecay,
    previousWeightDecay: last?.weightDecay ?? weightDecay,
  };
}
