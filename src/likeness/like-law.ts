import type { Law, Verdict } from '../laws/law.ts';
import type { LawId } from '../laws/law-id.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { compareRules } from './compare-rules.ts';

/**
 * The law "this optimizer is the same rule as that one", as a member of a run like any other law.
 *
 * @param other what the subject is compared with
 * @param reference how the user named it
 */
export function likeLaw(other: Optimizer, reference: string): Law {
  const id = 'like' as LawId;
  const check = ({ subject: { optimizer } }: Parameters<Law['check']>[0]): Verdict => {
    const { state, rounding, differences, remarks, asked } = compareRules(optimizer, other);
    const [first, ...rest] = differences;
    const effect = first === undefined ? rounding : Number.isNaN(first.effect) ? Infinity : first.effect;
    const same = state === 'bits' ? 'the same bits' : `the same numbers up to rounding (${rounding.toPrecision(2)})`;
    return {
      law: id,
      objective: reference,
      verdict: first === undefined ? 'holds' : 'refuted',
      effect,
      interval: [effect, effect],
      tolerance: 2 ** -14,
      detectable: 2 ** -14,
      unit: 'distance of iterates over their path',
      evidence: { kind: 'exact', configurations: asked.length, shrinks: 0 },
      ...(first !== undefined && { diagnosis: first.sentence, cause: 'claim-false' }),
      observations: [
        ...(first === undefined ? [`${same} as ${reference}, asked about ${asked.join(', ')}`] : []),
        ...rest.map(({ sentence }) => `besides, ${sentence}`),
        ...remarks,
      ],
      work: { configurations: asked.length, replicas: 0, steps: 0 },
    };
  };
  return {
    id,
    tier: 'exact',
    claim: `The rule is that of ${reference}.`,
    formula: 'U = U′ on the same parameters, gradients, rates, decays and hyperparameters, under every drive that both offer',
    source: 'the reference that is named',
    domain: 'every pair of optimizers',
    applies: () => true,
    check,
    replay: check,
  };
}
