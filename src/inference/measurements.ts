import type { Contract, Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { inferBounds, type Bounds } from './bounds.ts';
import type { Diagnosis } from './cause.ts';
import { haveCommonFactor } from './company.ts';
import { placeEpsilon, type EpsilonPlace } from './core/epsilon-placement.ts';
import { inferCore, type Core } from './core/infer-core.ts';
import { inferDecay, type DecayReading } from './decay.ts';
import type { Explanations } from './explanations.ts';
import { isTiny } from './is-tiny.ts';
import { tolerance } from './measuring-precision.ts';
import { inferRoles, type OptionRoles } from './option-roles.ts';
import { inferOptions, takes, type OptionReading } from './options.ts';
import { inferPlacing, type PlacingReading } from './placing.ts';
import { inferRate, type RateReading } from './rate-reading.ts';
import { ordinary, type Regime } from './regime.ts';
import { keepFirstRun, type RepeatFirstRun } from './repeat.ts';
import { inferResponse, type ResponseReading } from './response.ts';
import { inferRest } from './rest.ts';
import { inferStart, type StartReading } from './start.ts';
import { inferSymmetry, withoutConstants, type SymmetryReading } from './symmetry.ts';
import { rebuildRule, type RebuiltRule } from './whole-rules/rebuild-rule.ts';

/** What an optimizer was seen to do, before anything is judged. */
export interface Measurements {
  readonly optimizer: Optimizer;
  readonly contract: Contract;
  readonly roles: OptionRoles;
  readonly start: StartReading;
  /** The symmetry as measured, whatever the contract says. */
  readonly measured: SymmetryReading;
  /** The exponents that are asked for: those of the contract where it has them. */
  readonly symmetry: SymmetryExponents | null;
  readonly regime: Regime;
  readonly response: ResponseReading;
  /** The rule with moments that makes the same moves, where the response is not linear and one is known. */
  readonly core?: Core;
  /** Values of every ε at which it does not act. */
  readonly negligible: Readonly<Record<string, number>>;
  /** Where every ε acts in the core. */
  readonly places: readonly (readonly [string, EpsilonPlace | undefined])[];
  readonly rate: RateReading;
  readonly decay: DecayReading;
  readonly options: readonly OptionReading[];
  readonly bounds: Bounds;
  readonly rest?: Diagnosis;
  /** The built-in optimizer that makes the same moves, where neither a kernel nor a core tells the rule. */
  readonly rebuilt?: RebuiltRule;
  readonly commonFactor: boolean;
  /** What a list does to its tensors, by their places in it. */
  readonly placing: PlacingReading;
  /** Runs what was run first again: what differs now lies outside of the state. */
  readonly repeatFirstRun: RepeatFirstRun;
}

/**
 * Runs an optimizer for a few hundred steps on tensors of a few entries.
 *
 * @param repeatFirstRun of a run that was kept before; else one is kept now
 * @throws whatever the optimizer's own `init` or `update` throws
 */
export function measure(
  optimizer: Optimizer,
  { families, decayDesigns }: Explanations = {},
  repeatFirstRun: RepeatFirstRun = keepFirstRun(optimizer),
): Measurements {
  const contract: Contract = optimizer.contract ?? {};
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
  // A constant that acts beside gradients shows in moves, so that the rule is looked for where it has a symmetry.
  const bare = withoutConstants(optimizer, measured);
  const coreUnder = (values: Readonly<Record<string, number>>): Core | undefined => inferCore(bare, values, fill, families);
  const isOpen = response.kernel === undefined && response.finding === undefined;
  const core = isOpen ? firstOf(negligibleValues(optimizer, roles, negligible), coreUnder) : undefined;
  const rate = inferRate(optimizer, fill, period);
  const decay = inferDecay(optimizer, contract, {
    fill,
    period,
    momentum: roles.momentum,
    readsRate: rate !== 'never',
    designs: decayDesigns,
    isUniform: core !== undefined,
  });
  const rest = contract.random === true ? undefined : inferRest(optimizer);
  const commonFactor = haveCommonFactor(optimizer, fill);
  const isUnknown = core === undefined && (response.kernel === undefined || response.family === 'varying');
  const rebuilt = isUnknown && period === 1 && contract.random !== true ? rebuildRule(optimizer, commonFactor) : undefined;
  return {
    optimizer,
    contract,
    roles,
    start,
    measured,
    symmetry,
    regime,
    response,
    ...(core === undefined ? {} : { core }),
    negligible,
    places:
      core === undefined
        ? []
        : roles.epsilon.map((name) => [name, placeEpsilon(optimizer, name, negligible, core, fill)] as const),
    rate,
    decay,
    options: inferOptions(optimizer, fill, roles.momentum),
    bounds: inferBounds(optimizer, fill),
    ...(rest === undefined ? {} : { rest }),
    ...(rebuilt === undefined ? {} : { rebuilt }),
    commonFactor,
    placing: commonFactor || contract.random === true ? {} : inferPlacing(optimizer, fill),
    repeatFirstRun,
  };
}

/**
 * Values under which no ε acts, the likeliest first. Where the step is multiplied by a root, an epsilon beside it shows at no size of
 * gradients, and yet it is none of the rule: there, every tiny option is tried at zero.
 */
function negligibleValues(
  optimizer: Optimizer,
  { epsilon }: OptionRoles,
  negligible: Readonly<Record<string, number>>,
): readonly Readonly<Record<string, number>>[] {
  const tiny = Object.entries(optimizer.hyperparameters ?? {}).filter(
    ([name, value]) => isTiny(value) && takes(optimizer, name, 0),
  );
  if (epsilon.length > 0 || tiny.length === 0) return [negligible];
  const zeroed = (names: readonly string[]): Record<string, number> => Object.fromEntries(names.map((name) => [name, 0]));
  const names = tiny.map(([name]) => name);
  return [negligible, ...(names.length > 1 ? names.map((name) => zeroed([name])) : []), zeroed(names)];
}

/** The first result that there is. */
function firstOf<Value, Result>(values: readonly Value[], of: (value: Value) => Result | undefined): Result | undefined {
  for (const value of values) {
    const result = of(value);
    if (result !== undefined) return result;
  }
  return undefined;
}
