/** What an engine can read from a step without handing the tensors out. */
export interface StepSummary {
  /** Loss of the mini-batch before the step. */
  readonly loss: number;
  /** Mean over the scale-invariant units of ln‖w‖², before the step. */
  readonly meanLogSquare: number;
  /** Mean over the scale-invariant units of ‖u⁺ − u‖², u = w/‖w‖. */
  readonly meanSquaredChord: number;
  /** Mean over the scale-invariant units of ‖g‖²‖w‖², g the gradient at the parameters before the step. */
  readonly meanGradientMoment: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** A metric as a function of the summary, and the readings that it needs. */
export interface SummaryMetric {
  readonly reads: readonly ('loss' | 'meanLogSquare' | 'meanSquaredChord' | 'meanGradientMoment')[];
  value(summary: StepSummary): number;
}
