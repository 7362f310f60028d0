import type { Law, LawContext, Verdict, VerdictValue } from '../../src/laws/law.ts';

/** A law that gives a fixed verdict, or does what it is told. */
export function fakeLaw(
  id: string,
  answer: VerdictValue | ((context: LawContext) => Partial<Verdict> & { verdict: VerdictValue }),
  overrides: Partial<Law> = {},
): Law {
  const check = (context: LawContext): Verdict => {
    const given = typeof answer === 'string' ? { verdict: answer } : answer(context);
    return {
      law: id,
      objective: context.objective.name,
      effect: given.verdict === 'refuted' ? 0.5 : 0,
      interval: given.verdict === 'refuted' ? [0.4, 0.6] : [0, 0],
      tolerance: 0.1,
      detectable: 0.1,
      unit: 'relative error',
      evidence: { kind: 'exact', configurations: 3, shrinks: 2 },
      ...(given.verdict === 'refuted' && {
        counterexample: { learningRate: 0.5, weightDecay: 0.25, initScale: 1, detail: 7 },
        diagnosis: 'the decay is not multiplied by the learning rate',
      }),
      work: { configurations: 3, replicas: 2, steps: 100 },
      ...given,
    };
  };
  return {
    id: id,
    tier: 'exact',
    claim: '',
    formula: '',
    source: '',
    domain: '',
    applies: () => true,
    check,
    replay: check,
    ...overrides,
  };
}
