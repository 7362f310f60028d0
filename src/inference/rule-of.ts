import type { Optimizer } from '../optimizers/optimizer.ts';
import { inferCore, type Core } from './core/infer-core.ts';
import { trace, type Trace } from './core/trace.ts';
import { tolerance } from './measuring-precision.ts';
import { inferRoles } from './option-roles.ts';
import { inferResponse, type ResponseReading } from './response.ts';
import { inferSymmetry, withoutConstants } from './symmetry.ts';
import { rebuildRule, type RebuiltRule } from './whole-rules/rebuild-rule.ts';

/** By what rule tensors are trained. */
export interface KnownRule {
  readonly response: ResponseReading;
  readonly core?: Core;
  readonly rebuilt?: RebuiltRule;
  /** What it does at λ = 0, beside no epsilon. */
  readonly trace?: Trace;
}

/**
 * Finds the rule of an optimizer and nothing else.
 *
 * @param fill first steps that only fill the state
 */
export function ruleOf(optimizer: Optimizer, fill: number): KnownRule {
  const roles = inferRoles(optimizer);
  const measured = inferSymmetry(optimizer, roles.epsilon, fill);
  const response = inferResponse(optimizer, measured.exponents, { momentum: roles.momentum, fill });
  if (response.kernel !== undefined && response.family !== 'varying') return { response };
  const share = tolerance(optimizer, 2 ** -100, 2 ** -30);
  const negligible = Object.fromEntries(roles.epsilon.map((name) => [name, optimizer.hyperparameters![name] * share]));
  const bare = withoutConstants(optimizer, measured);
  const [core, followed] = [inferCore(bare, negligible, fill), trace(bare, negligible, fill)];
  const rebuilt = core === undefined ? rebuildRule(optimizer) : undefined;
  return {
    response,
    ...(core !== undefined && { core }),
    ...(rebuilt !== undefined && { rebuilt }),
    ...(followed !== undefined && { trace: followed }),
  };
}
