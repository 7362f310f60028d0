import type { Optimizer } from '../optimizers/optimizer.ts';
import { checkOptimizer, type CheckOptions } from '../suite/check-optimizer.ts';
import { describeFailure } from './describe-failure.ts';
import type { MatcherResult } from './matcher-result.ts';

/** What `toObeyLaws` takes. */
export interface ObeyLawsOptions extends CheckOptions {
  /** Whether an undecided law fails the expectation (default) or passes it. */
  readonly undecided?: 'fail' | 'pass';
}

/**
 * Expects that no law refutes an optimizer: `await expect(optimizer).toObeyLaws({ tier: 'exact' })`.
 *
 * The message is what `intrinsic-lr check` prints: law, counterexample, diagnosis and replay token.
 *
 * @param optimizer an object, or a reference such as `./my-optimizer.ts`
 * @param options as of `checkOptimizer`; the seed is 0 unless it is given, so that a failure comes back
 */
export async function toObeyLaws(optimizer: Optimizer | string, options: ObeyLawsOptions = {}): Promise<MatcherResult> {
  const { undecided = 'fail', ...asked } = options;
  const document = await checkOptimizer(optimizer, asked);
  const { results, errors } = document;
  const accepted = results.filter(({ verdict }) => verdict === 'holds' || (verdict === 'undecided' && undecided === 'pass'));
  const pass = errors.length === 0 && results.length > 0 && accepted.length === results.length;
  return {
    pass,
    message: () =>
      pass
        ? `expected that a law refutes the optimizer, and all hold: ${results.map(({ law }) => law).join(', ')}`
        : describeFailure(document),
  };
}
