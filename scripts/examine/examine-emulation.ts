import type { CauseId } from '../../src/inference/cause.ts';
import type { Contract, Optimizer } from '../../src/optimizers/optimizer.ts';
import { plainOptimizer } from '../../src/optimizers/plain-optimizer.ts';
import type { CheckOptions } from '../../src/suite/check-optimizer.ts';
import type { Document, Result } from '../../src/suite/document.ts';
import { loadEmulation, type Emulation } from './emulation.ts';
import { renameOptions } from './rename-options.ts';

/** `checkOptimizer` of this package, or of another build of it. */
export type Check = (optimizer: Optimizer, options: CheckOptions) => Promise<Document>;

/** A law that does not hold. */
export interface Objection {
  readonly law: string;
  readonly cause?: CauseId;
  readonly says: string;
}

/** One check of one emulation. */
export interface Examined {
  readonly name: string;
  readonly seed: number;
  /** Whether its contract was left to it. */
  readonly withContract: boolean;
  readonly refuted: readonly Objection[];
  readonly undecided: readonly Objection[];
  readonly notes: readonly string[];
  readonly error?: string;
}

/** How a check is drawn. */
export interface Drawn {
  readonly seed: number;
  readonly configurations: number;
  /** Options get names that say nothing. */
  readonly renamed?: boolean;
  /** What is asked in place of all exact laws, and on which objectives. */
  readonly asked?: Pick<CheckOptions, 'laws' | 'objectives' | 'tier'>;
}

/** The ways in which an emulation is examined: as it is, and without its contract where it has one, unless all would be right then. */
export function waysOf({ hasContract, withoutContract }: Emulation): readonly boolean[] {
  if (!hasContract) return [false];
  return withoutContract === 'open' ? [true] : [true, false];
}

/** Checks an emulation by the exact laws, or by those that are asked. */
export async function examineEmulation(
  check: Check,
  emulation: Emulation,
  withContract: boolean,
  { seed, configurations, renamed = false, asked = { tier: 'exact' } }: Drawn,
): Promise<Examined> {
  const { name } = emulation;
  const examined = { name, seed, withContract, refuted: [], undecided: [], notes: [] };
  try {
    const optimizer = plainOptimizer(await loadEmulation(emulation));
    const claiming: Optimizer = withContract ? optimizer : { ...optimizer, contract: unclaimed(optimizer) };
    const subject = renamed ? renameOptions(claiming) : claiming;
    const { results, errors, subject: description } = await check(subject, { ...asked, seed, configurations });
    const found = (verdict: Result['verdict']): Objection[] =>
      results
        .filter((result) => result.verdict === verdict)
        .map(({ law, cause, diagnosis, reason }) => ({
          law,
          ...(cause !== undefined && { cause }),
          says: diagnosis ?? reason ?? 'without a reason',
        }));
    const notes = (description?.notes ?? []).map((note: unknown) =>
      typeof note === 'string' ? note : (note as { sentence: string }).sentence,
    );
    const error = errors.length > 0 ? { error: errors[0].message } : {};
    return { ...examined, refuted: found('refuted'), undecided: found('undecided'), notes, ...error };
  } catch (thrown) {
    return { ...examined, error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** What a contract says beside its claims: where the numbers come from, not how the rule behaves. */
const unclaimed = ({ contract }: Optimizer): Contract | undefined =>
  contract?.random === undefined ? undefined : { random: contract.random };

/** Whether two checks of the same rule say the same: verdicts and causes, not the words, which may name an option. */
export function agree(a: Examined, b: Examined): boolean {
  const said = ({ refuted, undecided, error }: Examined): string =>
    JSON.stringify([[refuted, undecided].map((each) => each.map(({ law, cause }) => [law, cause])), error === undefined]);
  return said(a) === said(b);
}
