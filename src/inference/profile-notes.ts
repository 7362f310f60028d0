import type { Contract, Optimizer } from '../optimizers/optimizer.ts';
import { boundNotes } from './bounds.ts';
import type { Diagnosis, Note } from './cause.ts';
import { DIVIDED_BY_CORRECTION, type EpsilonPlace } from './core/epsilon-placement.ts';
import { slowFirstMoment } from './exchanged-coefficients.ts';
import { growthOfEpsilon } from './growing-epsilon.ts';
import { normalisedAlone } from './decay-mistakes/term.ts';
import { decayNotes } from './decay-notes.ts';
import { dependsOnDivision } from './divided-factor.ts';
import { gradientWeights } from './gradient-weights.ts';
import type { Measurements } from './measurements.ts';
import { optionNotes } from './option-notes.ts';
import type { RateReading } from './rate-reading.ts';
import { leavesRowsAlone } from './lazy-rows.ts';
import { regimeNotes } from './regime-notes.ts';
import type { StartReading } from './start.ts';
import { findStuckMoment } from './stuck-moment.ts';
import type { SymmetryReading } from './symmetry.ts';
import { unreachedGradient } from './unreached-gradient.ts';
import { zeroStandsFor } from './zero-replaced.ts';

type Findings = Readonly<Record<string, Diagnosis>>;

/** What is worth knowing and nobody claimed otherwise: the author's remarks, conventions, and designs with their numbers. */
export function notesOf(measurements: Measurements, findings: Findings): Note[] {
  const { optimizer, contract, start, core, decay, rest, measured, places, bounds, commonFactor, options, rate, placing } =
    measurements;
  return [
    ...(optimizer.notes ?? []).map((sentence): Note => ({ kind: 'convention', cause: 'remark', sentence })),
    ...startNotes(start, contract),
    ...(core?.note !== undefined ? [core.note] : []),
    ...decayNotes(decay, contract),
    ...clippedDecayNotes(measurements),
    ...(rest === undefined ? [] : [{ kind: 'unusual', ...rest } as const]),
    ...momentumNotes(measurements),
    ...epsilonNotes(measured, places, contract),
    ...growthNotes(measurements),
    ...(contract.symmetry === undefined ? [...boundNotes(bounds), ...regimeNotes(optimizer, measured)] : []),
    ...formatNotes(optimizer),
    ...companyNotes(optimizer, start.fill, commonFactor, contract),
    ...(placing.note === undefined ? [] : [placing.note]),
    ...optionNotes(options),
    ...zeroNotes(measurements),
    ...rateNotes(rate, findings),
    ...coefficientNotes(measurements, findings),
    ...basisNotes(measurements, findings),
    ...rowNotes(measurements),
  ];
}

/** A decay in the gradient that is clipped with it: of rules with a linear kernel or a core nothing is clipped. */
function clippedDecayNotes({ optimizer, contract, decay: { matching, design }, response, core, start }: Measurements): Note[] {
  const isAsked = contract.random !== true && response.kernel === undefined && core === undefined && design === undefined;
  if (!isAsked || matching[0]?.kind !== 'coupled') return [];
  if (normalisedAlone(optimizer, start.fill)?.cause !== 'decay-not-proportional') return [];
  const sentence =
    'λw is clipped together with the gradient that it is added to: beside a large gradient it weighs less, and alone it is cut from some size on';
  return [{ kind: 'unusual', cause: 'decay-clipped', sentence }];
}

/** Zeros that stand for a number. */
function zeroNotes({ optimizer, options, contract, start }: Measurements): Note[] {
  if (contract.random === true) return [];
  return options.flatMap(({ name, effect }): Note[] => {
    const value = effect === 'alive' ? zeroStandsFor(optimizer, name, start.fill) : undefined;
    if (value === undefined) return [];
    const sentence = `${name} = 0 does what ${value} does, to the bit, and 2^−40 does not; the default is ${optimizer.hyperparameters![name]}`;
    return [{ kind: 'unusual', cause: 'option-zero-stands-for', sentence, value }];
  });
}

/** A basis that the first gradient chose for good, of rules of which nothing is wrong. */
function basisNotes({ optimizer, contract, start }: Measurements, findings: Findings): Note[] {
  const isAsked = contract.random !== true && start.period === 1 && findings.core === undefined;
  const note = isAsked ? unreachedGradient(optimizer, start.fill) : undefined;
  return note === undefined ? [] : [note];
}

/** Rows that wait for a gradient, of which `zero-gradient-decay` then asks where one entry of each row has one. */
function rowNotes({ optimizer, contract, start }: Measurements): Note[] {
  if (contract.random === true || !leavesRowsAlone(optimizer, start.fill)) return [];
  const sentence =
    'rows of a matrix that have no gradient stay as they are, decay and all: their decay was asked where an entry of the row has one';
  return [{ kind: 'unusual', cause: 'rows-left-alone', sentence }];
}

/** Coefficients that could have changed places, of rules that are not rebuilt. */
function coefficientNotes({ optimizer, response, core, roles }: Measurements, findings: Findings): Note[] {
  const isScaleFree = response.family === 'scale-free' || response.family === 'nonlinear';
  const note =
    isScaleFree && core === undefined && findings.core === undefined ? slowFirstMoment(optimizer, roles.signs) : undefined;
  return note === undefined ? [] : [note];
}

function rateNotes(rate: RateReading, findings: Findings): Note[] {
  if (findings.rate !== undefined) return [];
  if (rate === 'never')
    return [
      { kind: 'unusual', cause: 'rate-not-read', sentence: 'the learning rate is never read: no value of it changes anything' },
    ];
  if (rate === 'first') {
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

function momentumNotes({ optimizer, response, contract }: Measurements): Note[] {
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
  // Only what is divided by a root has room for one inside it; a penalty beside plain gradients has the same exponent.
  const isDivided = exponents?.learningRate !== 2;
  const inside = Object.entries(isDivided ? (exponents ?? {}) : {}).filter(
    ([name, exponent]) =>
      name !== 'learningRate' && name !== 'weightDecay' && exponent === -2 && contract.symmetry?.[name] === undefined,
  );
  const scaledByCorrection =
    contract.epsilonPlace === undefined ? places.filter(([, place]) => place === DIVIDED_BY_CORRECTION) : [];
  return [
    ...inside.map(([name]): Note => ({
      kind: 'convention',
      cause: 'epsilon-inside-root',
      sentence: `${name} acts inside the root (exponent −2)`,
    })),
    ...scaledByCorrection.map(([name]): Note => ({
      kind: 'convention',
      cause: 'epsilon-scaled-by-correction',
      sentence: `${name} acts ${DIVIDED_BY_CORRECTION} (the ε̂ of Kingma & Ba 2015, section 2)`,
    })),
  ];
}

function growthNotes({ optimizer, negligible, start }: Measurements): Note[] {
  return Object.keys(negligible).flatMap((name): Note[] => {
    const growth = growthOfEpsilon(optimizer, name, negligible[name], start.fill);
    if (growth === undefined) return [];
    const sentence = `${name} grows: it acts ${Number(growth.toPrecision(2))} times as much at step 60 as at step 5`;
    return [{ kind: 'unusual', cause: 'epsilon-grows', sentence, value: Number(growth.toPrecision(4)) }];
  });
}

function formatNotes(optimizer: Optimizer): Note[] {
  const stuck = findStuckMoment(optimizer);
  return stuck === undefined ? [] : [{ kind: 'unusual', ...stuck }];
}

function companyNotes(optimizer: Optimizer, fill: number, commonFactor: boolean, contract: Contract): Note[] {
  if (!commonFactor) return [];
  const divided = dependsOnDivision(optimizer, fill)
    ? ', and depends on how the same weights are divided into tensors: it is no function of the norm of all of them, which a sum of the norms of each is not either'
    : '';
  if (contract.commonFactor === true && divided === '') return [];
  const sentence = `one factor is computed from all tensors and multiplies all their steps${divided}`;
  return [{ kind: 'unusual', cause: 'common-factor', sentence }];
}
