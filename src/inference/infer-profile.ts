import type { Contract, Optimizer } from '../optimizers/optimizer.ts';
import { boundNotes, inferBounds } from './bounds.ts';
import type { Diagnosis, Note } from './cause.ts';
import { falseClaims } from './claims.ts';
import { haveCommonFactor } from './company.ts';
import { placeEpsilon, type EpsilonPlace } from './core/epsilon-placement.ts';
import type { Family } from './core/families/family.ts';
import { inferCore, type Core } from './core/infer-core.ts';
import { decayNotes, inferDecay } from './decay.ts';
import { exchangedCoefficients } from './exchanged-coefficients.ts';
import type { Explanations } from './explanations.ts';
import { inferGradientExponents } from './gradient-exponents.ts';
import { idleGradient } from './gradient-reading.ts';
import { uncorrectedEpsilon } from './hidden-epsilon.ts';
import { isTiny } from './is-tiny.ts';
import { inferOptions, optionNotes, takes } from './options.ts';
import { comparePrecisions } from './precision-reading.ts';
import { actsSquared, firstStepIgnoresRate, inferRate, type RateReading } from './rate-reading.ts';
import { keepFirstRun } from './repeat.ts';
import { isNotOdd } from './oddness.ts';
import { inferRoles } from './option-roles.ts';
import { optionInTwoRoles } from './two-roles.ts';
import type { Claim, Profile } from './profile.ts';
import { ordinary } from './regime.ts';
import { inferRest } from './rest.ts';
import { inferResponse, type ResponseReading } from './response.ts';
import { inferStart, type StartReading } from './start.ts';
import { mistakenCurve } from './step-curve.ts';
import { firstStepJump } from './step-jump.ts';
import { degreeOf, inferSymmetry, intrinsicCombination, withoutConstants, type SymmetryReading } from './symmetry.ts';
import { regimeNotes } from './regime-notes.ts';
import { tolerance } from './measuring-precision.ts';
import { findUnkept } from './unkept-state.ts';

/**
 * Completes an optimizer's contract by measurement: what the contract states is claimed, what it leaves out is inferred from the
 * behaviour on small synthetic problems, and conventions worth knowing are noted.
 *
 * @param optimizer any optimizer; it is run for a few hundred steps on tensors of a few entries
 * @param explanations published rules beside those that ship with the package
 * @returns the profile that the laws test against
 * @throws whatever the optimizer's own `init` or `update` throws
 *
 * @example
 * ```ts
 * const profile = inferProfile({ ...adamw, contract: undefined });
 * expect(profile.intrinsic).toBe('η·λ');
 * expect(profile.symmetry.value).toEqual({ learningRate: 1, weightDecay: -1, epsilon: -1 });
 * expect(profile.weightDecay).toEqual({ value: 'decoupled', from: 'inferred' });
 * ```
 */
export function inferProfile(optimizer: Optimizer, { families, decayDesigns }: Explanations = {}): Profile {
  const contract: Contract = optimizer.contract ?? {};
  const repeatFirstRun = keepFirstRun(optimizer);
  const roles = inferRoles(optimizer);
  const start = inferStart(optimizer);
  const { fill, period } = start;
  const measured = inferSymmetry(optimizer, roles.epsilon, fill);
  const symmetry = contract.symmetry ?? measured.exponents;
  const regime = contract.symmetry === undefined ? measured.regime : ordinary;
  const response = inferResponse(optimizer, symmetry, { momentum: roles.momentum, fill });
  const negligible = Object.fromEntries(
    roles.epsilon.map((name) => [name, optimizer.hyperparameters![name] * tolerance(optimizer, 2 ** -100, 2 ** -30)]),
  );
  // Where the step is multiplied by a root, an epsilon beside it shows at no size of gradients, and yet it is none of the rule.
  const tiny = Object.entries(optimizer.hyperparameters ?? {}).filter(
    ([name, value]) => isTiny(value) && takes(optimizer, name, 0),
  );
  const zeroed = (names: readonly string[]): Record<string, number> => Object.fromEntries(names.map((name) => [name, 0]));
  const names = tiny.map(([name]) => name);
  const tried =
    roles.epsilon.length > 0 || tiny.length === 0
      ? [negligible]
      : [negligible, ...(names.length > 1 ? names.map((name) => zeroed([name])) : []), zeroed(names)];
  const coreUnder = (values: Readonly<Record<string, number>>): Core | undefined =>
    coreOf(optimizer, measured, values, fill, families);
  const core = response.kernel === undefined ? firstOf(tried, coreUnder) : undefined;
  const places =
    core === undefined ? [] : roles.epsilon.map((name) => [name, placeEpsilon(optimizer, name, negligible, core, fill)] as const);
  const rate = inferRate(optimizer, fill, period);
  const decay = inferDecay(optimizer, contract, {
    fill,
    period,
    momentum: roles.momentum,
    readsRate: rate !== 'never',
    designs: decayDesigns,
  });
  const claim = <Value>(claimed: Value | undefined, inferred: Value): Claim<Value> =>
    claimed === undefined ? { value: inferred, from: 'inferred' } : { value: claimed, from: 'contract' };

  const findings: Record<string, Diagnosis> = {};
  // Where the decay is exempt it does more than decay, by design: what it does beyond that is no finding.
  if (decay.finding !== undefined && contract.exempt?.['zero-gradient-decay'] === undefined) findings.decay = decay.finding;
  if (response.finding !== undefined) findings.response = response.finding;
  if (!start.immediate && response.finding === undefined) {
    const sentence = 'a gradient does not act on its own step: the step uses the gradient, or the buffer, of an earlier one';
    findings.response = { cause: 'gradient-late', sentence };
  }
  if (contract.momentum !== undefined && response.momentum !== undefined && response.momentum !== contract.momentum) {
    const [is, claimed] = response.momentum === 'rate-inside' ? ['inside', 'outside'] : ['outside', 'inside'];
    findings.momentum = {
      cause: `rate-${is}-momentum` as Diagnosis['cause'],
      sentence: `the learning rate acts ${is} the momentum buffer, where the contract says ${claimed}`,
    };
  }
  const isScaleFree = response.family === 'scale-free' || response.family === 'nonlinear';
  const mistake =
    core?.mistake ??
    (response.kernel === undefined ? firstStepJump(optimizer, fill) : undefined) ??
    (isScaleFree ? exchangedCoefficients(optimizer, roles.signs) : undefined) ??
    (isScaleFree && core === undefined ? mistakenCurve(optimizer, roles.signs, negligible, fill) : undefined);
  const degree = measured.exponents === null ? 0 : degreeOf(measured.exponents);
  const unlike =
    mistake ??
    (contract.random === true ? undefined : isNotOdd(optimizer, fill)) ??
    optionInTwoRoles(optimizer, roles.epsilon, degree);
  if (unlike !== undefined) findings.core = ofMicroBatches(optimizer, unlike);
  const scaledEpsilon = places.find(([name, place]) => place === divided && contract.symmetry?.[name] !== undefined);
  if (scaledEpsilon !== undefined)
    findings.epsilon = {
      cause: 'epsilon-scaled-by-correction',
      sentence: `${scaledEpsilon[0]} acts ${divided}, where √v̂ + ε is claimed`,
    };
  const subtracted = places.find(([, place]) => place === 'subtracted');
  if (subtracted !== undefined)
    findings.epsilon = { cause: 'epsilon-subtracted', sentence: `${subtracted[0]} is subtracted where it should be added` };

  if (measured.regime.size > 0 && measured.exponents !== null && degreeOf(measured.exponents) === 0) {
    const uncorrected = uncorrectedEpsilon(optimizer, roles.epsilon);
    if (uncorrected !== undefined) findings.epsilon ??= uncorrected;
  }

  const options = inferOptions(optimizer, fill, roles.momentum);
  for (const { name, effect } of options) {
    const value = optimizer.hyperparameters![name];
    const measured = [response.momentumCoefficient, core?.beta1, core?.beta2];
    // A constant of the same value and what the first instance there was had are the same behaviour.
    if (effect === 'dead' && value > 0 && measured.some((coefficient) => Math.abs((coefficient ?? 0) - value) < 1e-9)) {
      const sentence = `${name} has no effect: it is accepted and never used; its default acts, as a constant or as what the first instance was given`;
      findings[`option ${name}`] = { cause: 'option-dead', sentence };
    } else if (effect === 'dead')
      findings[`option ${name}`] = { cause: 'option-dead', sentence: `${name} has no effect: it is accepted and never used` };
    if (effect === 'frozen') {
      const sentence = `${name} has no effect when it is changed during a run: the value of the first step (or of the first instance) is kept`;
      findings[`option ${name}`] = { cause: 'option-frozen', sentence };
    }
  }
  // Without a rule that makes the moves, no trajectory is there to be compared with.
  const unknown = core === undefined && response.kernel === undefined && contract.random !== true;
  const idle = unknown && findings.core === undefined ? idleGradient(optimizer, fill, period) : undefined;
  if (idle !== undefined) findings.core = idle;
  if (rate === 'first' && (response.kernel !== undefined || core?.mistake?.cause === 'rate-initial'))
    findings.rate = { cause: 'rate-initial', sentence: 'the first learning rate is used for ever, not the scheduled one' };
  else if (firstStepIgnoresRate(optimizer, fill)) {
    const sentence =
      'the first step is as long at every learning rate and later ones are not: the rate is left out of what a buffer starts with';
    findings.rate = { cause: 'first-step-jump', sentence };
  } else if (actsSquared(optimizer, fill)) {
    findings.rate = { cause: 'rate-squared', sentence: 'the learning rate is applied twice: steps go as η²' };
  }
  // Where no later rate is read at all, the decay is not what is stale.
  if (rate === 'first' && findings.decay?.cause === 'decay-initial-rate') {
    const sentence = 'the first learning rate is used for ever, by the step and by its decay, not the scheduled one';
    findings.rate = findings.decay = { cause: 'rate-initial', sentence };
  }
  const precisions = contract.random === true ? undefined : comparePrecisions(optimizer);
  if (precisions !== undefined) findings.precision = precisions;
  const unkept = findUnkept(optimizer);
  if (unkept !== undefined) findings.state = unkept;
  const bounds = inferBounds(optimizer, fill);
  const rest = contract.random === true ? undefined : inferRest(optimizer);
  const commonFactor = haveCommonFactor(optimizer, fill);
  Object.assign(findings, falseClaims(optimizer, { start, commonFactor, options }));
  const outside = contract.random === true ? undefined : repeatFirstRun();
  if (outside !== undefined) findings.repeat = outside;
  const rateInside = contract.momentum ?? response.momentum ?? (core?.parts.rate === 'inside' ? 'rate-inside' : undefined);
  return {
    symmetry: claim(contract.symmetry, measured.exponents),
    weightDecay: claim(contract.weightDecay, decay.nearest.kind),
    decayOrder: claim(
      contract.decayOrder,
      contract.weightDecay === undefined || decay.nearest.kind === contract.weightDecay ? decay.nearest.order : 'before',
    ),
    decay: {
      ...decay.nearest,
      kind: contract.weightDecay ?? decay.nearest.kind,
      order:
        contract.decayOrder ??
        (decay.nearest.kind === (contract.weightDecay ?? decay.nearest.kind) ? decay.nearest.order : 'before'),
    },
    regime,
    measured,
    fill,
    period,
    bounds,
    ...(rest === undefined ? {} : { rest }),
    roles,
    options,
    rate,
    commonFactor,
    ...(core === undefined ? {} : { core }),
    ...(rateInside === undefined ? {} : { momentum: claim(contract.momentum, rateInside) }),
    ...(symmetry === null
      ? {}
      : { gradientExponents: inferGradientExponents(optimizer, symmetry, regime, contract.symmetry !== undefined) }),
    response: response.family,
    momentumCoefficient: response.momentumCoefficient,
    ...(response.kernel === undefined
      ? {}
      : { kernel: response.kernel, laterKernel: response.laterKernel!, gradientWeights: gradientWeights(optimizer, response) }),
    intrinsic: intrinsicCombination(symmetry),
    inferred: { intrinsic: intrinsicCombination(measured.exponents), symmetry: measured.exponents },
    notes: [
      ...(optimizer.notes ?? []).map((sentence): Note => ({ kind: 'convention', cause: 'remark', sentence })),
      ...startNotes(start, contract),
      ...(core?.note !== undefined ? [core.note] : []),
      ...decayNotes(decay, contract),
      ...(rest === undefined ? [] : [{ kind: 'unusual', ...rest } as const]),
      ...momentumNotes(optimizer, response, contract),
      ...epsilonNotes(measured, places, contract),
      ...(contract.symmetry === undefined ? [...boundNotes(bounds), ...regimeNotes(optimizer, measured)] : []),
      ...companyNotes(commonFactor, contract),
      ...optionNotes(options),
      ...rateNotes(rate, findings),
    ],
    findings,
  };
}

/** The first result that there is. */
function firstOf<Value, Result>(values: readonly Value[], of: (value: Value) => Result | undefined): Result | undefined {
  for (const value of values) {
    const result = of(value);
    if (result !== undefined) return result;
  }
  return undefined;
}

const divided: EpsilonPlace = 'outside the root, divided by the bias correction';

/** The rule, looked for under the conditions under which it has a symmetry: a constant that acts beside gradients shows in its moves. */
function coreOf(
  optimizer: Optimizer,
  measured: SymmetryReading,
  negligible: Readonly<Record<string, number>>,
  fill: number,
  families?: readonly Family[],
): Core | undefined {
  return inferCore(withoutConstants(optimizer, measured), negligible, fill, families);
}

/** A sum that is never cleared is one of micro-batches, where there are any. */
function ofMicroBatches({ microBatches = 1 }: Optimizer, { cause, sentence }: Diagnosis): Diagnosis {
  return cause === 'gradient-for-ever' && microBatches > 1 ? { cause: 'micro-batches-dropped', sentence } : { cause, sentence };
}

/** Weights with which the first and every later gradient enter the step. */
function gradientWeights(optimizer: Optimizer, { kernel, laterKernel }: ResponseReading): readonly [number, number] {
  const unrounded = (weight: number): number => (Math.abs(weight - 1) <= tolerance(optimizer, 1e-9, 1e-5) ? 1 : weight);
  const first = unrounded(kernel?.[0] ?? 1);
  return [first, unrounded(laterKernel?.[0] ?? first)];
}

function rateNotes(rate: RateReading, findings: Readonly<Record<string, Diagnosis>>): Note[] {
  if (rate === 'never')
    return [
      { kind: 'unusual', cause: 'rate-not-read', sentence: 'the learning rate is never read: no value of it changes anything' },
    ];
  if (rate === 'first' && findings.rate === undefined) {
    const sentence = 'the learning rate is the size of the first step only: a later change of it does not act';
    return [{ kind: 'unusual', cause: 'rate-first-size-only', sentence }];
  }
  return [];
}

function startNotes({ fill, period }: StartReading, { warmUp }: Contract): Note[] {
  if (period > 1)
    return [
      {
        kind: 'unusual',
        cause: 'period',
        sentence: `one of ${period} steps moves the parameters: gradients are gathered`,
        value: period,
      },
    ];
  if (fill === 0 || warmUp === fill) return [];
  const sentence = fill === 1 ? 'the first call only fills the state' : `the first ${fill} calls only fill the state`;
  return [{ kind: 'unusual', cause: 'start-fills-state', sentence, value: fill }];
}

function momentumNotes(optimizer: Optimizer, response: ResponseReading, contract: Contract): Note[] {
  const notes: Note[] = [];
  if (contract.momentum === undefined && response.momentum === 'rate-inside') {
    const sentence = 'the learning rate is inside the momentum buffer';
    notes.push({ kind: 'unusual', cause: 'rate-inside-momentum', sentence });
  }
  const [r0, later0] = gradientWeights(optimizer, response);
  if (response.family === 'averaged') {
    const sentence = `the momentum buffer averages gradients: each enters with weight ${Number(r0.toPrecision(4))}`;
    notes.push({ kind: 'convention', cause: 'momentum-averaged', sentence, value: Number(r0.toPrecision(6)) });
  } else if (response.family === 'heavy-ball' && response.finding === undefined && (r0 < 1 - 1e-9 || later0 < 1 - 1e-9)) {
    const sentence = `gradients are dampened: they enter the buffer with weight ${Number(later0.toPrecision(4))}${r0 === later0 ? '' : `, the first one with ${Number(r0.toPrecision(4))}`}`;
    notes.push({ kind: 'unusual', cause: 'momentum-dampened', sentence, value: Number(later0.toPrecision(6)) });
  }
  return notes;
}

function epsilonNotes(
  { exponents }: SymmetryReading,
  places: readonly (readonly [string, EpsilonPlace | undefined])[],
  contract: Contract,
): Note[] {
  const inside = Object.entries(exponents ?? {}).filter(
    ([name, exponent]) =>
      name !== 'learningRate' && name !== 'weightDecay' && exponent === -2 && contract.symmetry?.[name] === undefined,
  );
  const scaledByCorrection = places.filter(([name, place]) => place === divided && contract.symmetry?.[name] === undefined);
  return [
    ...inside.map(([name]): Note => ({
      kind: 'convention',
      cause: 'epsilon-inside-root',
      sentence: `${name} acts inside the root (exponent −2)`,
    })),
    ...scaledByCorrection.map(([name]): Note => ({
      kind: 'convention',
      cause: 'epsilon-scaled-by-correction',
      sentence: `${name} acts ${divided} (the ε̂ of Kingma & Ba 2015, section 2)`,
    })),
  ];
}

function companyNotes(commonFactor: boolean, contract: Contract): Note[] {
  if (!commonFactor || contract.commonFactor === true) return [];
  const sentence = 'one factor is computed from all tensors and multiplies all their steps';
  return [{ kind: 'unusual', cause: 'common-factor', sentence }];
}
