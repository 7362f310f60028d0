/** What a run did before its present η and λ. */
export interface Phase {
  /** In units of the time in which a run forgets, 1/κ. */
  readonly duration: number;
  /** Its η as a multiple of the present one. */
  readonly learningRate: number;
  /** Its λ as a multiple of the present one. */
  readonly weightDecay: number;
}

/** Where one of the two runs that are compared comes from. */
export interface History {
  /** η is so many times the setting's, and λ so many times smaller: the product is the same. */
  readonly learningRate: number;
  /** Weights start at so many times their norm at equilibrium. */
  readonly norm: number;
  /**
   * The direction: any; one, whatever the replica; that of sixteen at which the first metric that the objective declares, its loss, is least or most, or the last
   * one is lowest or highest; or where a run at the same ηλ, of other mini-batches, has ended.
   */
  readonly start: 'random' | 'common' | 'least' | 'most' | 'lowest' | 'highest' | 'trained';
  /** In the order of time. */
  readonly phases: readonly Phase[];
}

/** What is trained on. Options that a family does not have are at their plainest. */
export interface ObjectiveSetting {
  readonly family: string;
  readonly width: number;
  readonly depth: number;
  readonly normaliser: string;
  readonly activation: string;
  /** ε of the normaliser. */
  readonly epsilon: number;
  readonly gain: string;
  readonly bias: string;
  readonly topLayer: string;
  /** Rows of a mini-batch; 0 stands for all. */
  readonly batch: number;
  /** How the rows of mini-batches are drawn. */
  readonly sampling: string;
  readonly rows: number;
  /** Share of the training rows whose label is wrong. */
  readonly labelNoise: number;
  readonly dimension: number;
  /** Strength of the drift towards the minimum of a single basin. */
  readonly drift: number;
  readonly barrier: number;
  readonly tilt: number;
  /** Standard deviation of injected noise. */
  readonly noise: number;
  /** Index of the tail of injected noise; 2 is normal. */
  readonly tail: number;
}

/** How it is trained. Hyperparameters that a rule does not have are at their plainest. */
export interface OptimizerSetting {
  readonly rule: string;
  readonly momentum: number;
  /** Decay of squared gradients. */
  readonly memory: number;
  /** ε beside the root of squared gradients; 0 stands for one that is too small to act. */
  readonly epsilon: number;
  /** Norm to which gradients are clipped; 0 stands for none. */
  readonly clip: number;
  readonly precision: 'usual' | 'single' | 'double';
}

/** A setting of training and two histories that should not matter: plain data. */
export interface Setting {
  readonly objective: ObjectiveSetting;
  readonly optimizer: OptimizerSetting;
  /** κ, the share of the weights that decays in a step: ηλ, or ηλ/(1 − μ) with momentum. */
  readonly rate: number;
  /** Steps at the present η and λ before anything is read, in units of 1/κ. */
  readonly horizon: number;
  readonly first: History;
  readonly second: History;
  /** What a conjecture varies besides. */
  readonly own: Readonly<Record<string, number>>;
}
