import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { causes, type Diagnosis } from '../../inference/cause.ts';
import { confirm } from '../../verdicts/confirm.ts';
import type { Trial } from '../../verdicts/claim.ts';
import { verdictOf } from '../../verdicts/decide.ts';
import type { VerdictValue } from '../../verdicts/quantity-verdict.ts';
import type { Question } from '../../verdicts/question.ts';
import { search } from '../../verdicts/search.ts';
import { ledger } from '../../verdicts/work.ts';
import { OutsideDomain, type Counterexample, type Subject, type Verdict } from '../law.ts';
import type { Objective } from '../../objectives/objective.ts';
import { ingredientOf, type Ingredient } from './ingredients.ts';
import { plainest, referenceRule } from './reference-rule.ts';

/** The same law, asked of another subject: undefined where it claims nothing of it. */
export type Ask = (
  control: Subject,
) => Promise<{ readonly trial: Trial; readonly question: Question<Counterexample> } | undefined>;

/**
 * Says whose doing a refutation is: plain SGD is asked the same on the same objective and streams, and so is a rule of this package
 * with the subject's memory of gradients. Where one of them fails too, it is the objective or the conjecture, and that is said first;
 * where one of them is undecided, so is this. What is left is the optimizer's where somebody claims what the law starts from.
 */
export async function blame(verdict: Verdict, subject: Subject, objective: Objective, ask: Ask): Promise<Verdict> {
  if (verdict.verdict !== 'refuted') return verdict;
  const controls = [plainest(), referenceRule(subject)].filter((control, i, all) => all.indexOf(control) === i);
  let open: Subject | undefined;
  for (const control of controls) {
    const found = await verdictOn(control, ask);
    if (found === 'refuted') {
      const plain = control === plainest();
      const { blame: culprit, cause, sentence } = plain ? ingredientOf(objective, verdict.counterexample!) : memory(control);
      const who = plain ? 'plain SGD' : `${control.optimizer.name} of this package`;
      return {
        ...verdict,
        blame: culprit,
        cause,
        diagnosis: `${who} fails too on the same objective and streams, so this is about the ${culprit}: ${sentence}`,
      };
    }
    if (found === 'undecided') open ??= control;
  }
  if (open !== undefined) {
    const { name } = open.optimizer;
    return undecided(
      verdict,
      `it fails, but ${name} of this package is not decided on the same objective and streams either, so that the optimizer and the objective cannot be told apart`,
    );
  }
  if (!isClaimed(subject)) return undecided(verdict, UNCLAIMED);
  return { ...verdict, blame: 'optimizer' };
}

/** What a law starts from, where nobody claims it, was measured at the first steps; the rule may be another one later. */
const UNCLAIMED =
  'it fails, but nobody claims the symmetry and the decay that the law starts from: they were measured at first steps, and a rule that is another one later breaks no promise; a contract that claims both makes this a refutation';

/** Whether a deviation breaks a promise, or what was measured is a mistake by itself. */
function isClaimed({ profile: { symmetry, weightDecay, findings } }: Subject): boolean {
  const isMistake = ({ cause }: Diagnosis): boolean => ['mistake', 'universal'].includes(causes[cause].kind);
  return (symmetry.from === 'contract' && weightDecay.from === 'contract') || Object.values(findings).some(isMistake);
}

function undecided(
  { counterexample: _counterexample, diagnosis, cause: _cause, blame: _blame, ...rest }: Verdict,
  why: string,
): Verdict {
  return { ...rest, verdict: 'undecided', reason: `${why} (${diagnosis})` };
}

/** What a rule fails by that plain SGD does not fail. */
function memory({ optimizer: { name } }: Subject): Ingredient {
  return {
    blame: 'objective',
    cause: 'limit-memory',
    sentence: `its noise does not dominate the gradients, which are not independent over the memory of ${name}`,
  };
}

/** What a search and its confirmation find of a control. */
async function verdictOn(control: Subject, ask: Ask): Promise<VerdictValue | undefined> {
  try {
    const asked = await ask(control);
    if (asked === undefined) return undefined;
    const { trial, question } = asked;
    const spent = ledger();
    return verdictOf((await confirm(trial, await search(trial, question, spent), spent)).decision);
  } catch (error) {
    if (error instanceof OutsideDomain) return undefined;
    if (error instanceof ConfigurationError && error.code === 'UNDERPOWERED') return 'undecided';
    throw error;
  }
}
