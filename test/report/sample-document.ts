import type { Document, Result } from '../../src/suite/document.ts';

const result: Result = {
  subject: 'my-sgd',
  law: 'determinism',
  objective: 'synthetic-gradients',
  verdict: 'holds',
  effect: 0,
  interval: [0, 0],
  tolerance: 0,
  detectable: 0,
  unit: 'relative distance of iterates',
  evidence: { kind: 'exact', configurations: 200, shrinks: 0 },
  work: { configurations: 200, replicas: 200, steps: 1200 },
};

/** A run in which one law of each verdict, a skip and an error occur; the error's text is hostile to every format. */
export const sample: Document = {
  schemaVersion: 1,
  version: '0.1.0',
  kind: 'gate',
  verdict: 'refuted',
  seed: 42,
  alpha: 1e-6,
  configurations: 200,
  elapsedSeconds: 3.14,
  subjects: [
    {
      name: 'my-sgd',
      reference: './my-sgd.ts',
      contract: { weightDecay: 'coupled' },
      inferred: { intrinsic: 'η', symmetry: null },
      profile: {
        symmetry: { value: { learningRate: 2, weightDecay: -2, epsilon: 0 }, from: 'inferred' },
        weightDecay: { value: 'decoupled', from: 'contract' },
        decayOrder: { value: 'before', from: 'inferred' },
        momentum: { value: 'rate-outside', from: 'inferred' },
        response: 'heavy-ball',
        momentumCoefficient: 0.9,
        intrinsic: 'η·λ',
      },
      notes: [
        {
          kind: 'unusual',
          cause: 'rate-inside-momentum',
          sentence: 'the learning rate is inside the momentum buffer',
        },
      ],
      findings: { decay: { cause: 'decay-not-times-rate', sentence: 'the decay is λ a step' } },
    },
  ],
  results: [
    result,
    {
      ...result,
      law: 'scaling-symmetry',
      objective: 'digits-mlp-batchnorm',
      verdict: 'refuted',
      effect: 0.3125,
      interval: [0.3, 0.32],
      unit: 'relative error',
      evidence: { kind: 'exact', configurations: 3, shrinks: 7 },
      counterexample: { learningRate: 0.5, weightDecay: 0.25, initScale: 1, shapes: [[3]], kind: 'normal' },
      diagnosis: 'the decay is not multiplied by the learning rate',
      work: { configurations: 3, replicas: 3, steps: 40 },
      replay: 'ilr1.token',
    },
    {
      ...result,
      law: 'equilibrium',
      objective: 'isotropic-noise',
      verdict: 'undecided',
      effect: null,
      interval: [null, null],
      tolerance: 0.03,
      detectable: 0.09,
      unit: 'log ratio',
      reason: 'the time budget of 60 s ran out',
      evidence: {
        kind: 'e-process',
        alpha: 1e-6,
        eValue: 1,
        replicas: 12,
        metrics: [],
        configurations: 1,
        shrinks: 0,
      },
      work: { configurations: 1, replicas: 24, steps: 123456 },
    },
  ],
  skipped: [
    { subject: 'my-sgd', law: 'gradient-accumulation', objective: 'digits-mlp', reason: 'no micro-batches are declared' },
  ],
  errors: [
    {
      subject: './other.mjs',
      kind: 'subject',
      code: 'SUBJECT_THROWS',
      message: 'other throws: <&"%\u0007">, a, b:\n  and on',
      laws: ['finiteness'],
      stack: 'Error: x\n    at update (other.mjs:3:1)',
    },
  ],
  work: { configurations: 204, replicas: 227, steps: 124696 },
  budget: { alpha: 1e-6, statisticalTasks: 1, alphaPerTask: 1e-6 },
};

/** The same run with nothing but the law that holds. */
export const passing: Document = {
  ...sample,
  verdict: 'holds',
  results: [result],
  skipped: [],
  errors: [],
  work: result.work,
  budget: { alpha: 1e-6, statisticalTasks: 0, alphaPerTask: 1e-6 },
};
