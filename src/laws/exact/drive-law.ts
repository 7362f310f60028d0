import fc from 'fast-check';
import { waysOf, type Drive } from '../../drives/drive.ts';
import { drawProblem } from '../../drives/problem.ts';
import type { LawId } from '../law-id.ts';
import type { Law, LawContext, Verdict } from '../law.ts';
import { exactConfigurations, type ExactConfiguration } from './drawn.ts';
import { exactLaw } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  readonly steps: number;
  readonly schedule: boolean;
}

/** One configuration asks every drive, where other laws ask one question. */
const share = 20;

/** Tensors of one shape among others: what is put into a dictionary by shape, or into one buffer, shows. */
const shapeLists = fc.constantFrom(
  [[3], [2, 2], [3]],
  [[4, 3], [5], [4, 3]],
  [[2, 2, 2], [4, 3], [1]],
  [
    [5, 2],
    [3, 4],
  ],
);

/** What a law about drives is made of. */
export interface DriveLawDefinition {
  readonly id: LawId;
  readonly claim: string;
  readonly formula: string;
  readonly source: string;
  readonly domain: string;
  readonly drives: readonly Drive[];
}

/**
 * A law that drives an optimizer as training does and compares with runs that ought to come to the same. A drive that throws is left
 * out with what it threw: a throw says itself, and what laws are for is what goes wrong in silence.
 */
export function driveLaw({ drives: given, ...words }: DriveLawDefinition): Law {
  // What deviates in any format says more than what does so in one.
  const drives = [...given].sort((a, b) => Number(a.ofFormat ?? false) - Number(b.ofFormat ?? false));
  const thrown = new WeakMap<LawContext, Map<string, string>>();
  const law = exactLaw<Configuration>({
    ...words,
    unit: 'distance of iterates over their path',
    // Where a library drives, some drives make it trace or compile anew.
    duration: 20,
    stage: 'synthetic-gradients',
    applies: ({ optimizer }) => {
      if (optimizer.drives === undefined) return 'it is driven by calls of update and by nothing else';
      const reasons = drives.map((drive) => waysOf(drive, optimizer)).filter((ways) => typeof ways === 'string');
      return reasons.length < drives.length ? true : [...new Set(reasons)].join('; ');
    },
    configurations: ({ subject }) =>
      exactConfigurations(
        subject,
        { orbit: 2, start: { min: 0.1, max: 10 }, intrinsicLearningRate: { min: 0.03, max: 0.3 } },
        { shapes: shapeLists, steps: fc.integer({ min: 4, max: 8 }), schedule: fc.boolean() },
      ),
    measure: (context, { seed, shapes, precision, steps, schedule, learningRate, weightDecay, initScale }) => {
      const { optimizer } = context.subject;
      const problem = drawProblem({ seed, shapes, precision, steps, schedule, learningRate, weightDecay, scale: initScale });
      for (const drive of drives) {
        const ways = waysOf(drive, optimizer);
        if (typeof ways === 'string') continue;
        try {
          const found = drive.compare(optimizer, problem, ways);
          if (found !== undefined) {
            const { where, diagnosis, cause, anyway, title = drive.title, ...rest } = found;
            const sentence = anyway === true ? diagnosis : `when ${title}: ${diagnosis}`;
            return { ...rest, steps, where: { drive: drive.id, ...where }, diagnosis: { cause, sentence } };
          }
        } catch (error) {
          if (!(error instanceof Error) || (error as { code?: string }).code !== 'SUBJECT_THROWS') throw error;
          const known = thrown.get(context) ?? new Map<string, string>();
          thrown.set(context, known.set(drive.id, error.message.split('\n')[0]));
        }
      }
      return { effect: 0, tolerance: 0, steps: steps * 2 * drives.length };
    },
  });
  return {
    ...law,
    ahead: true,
    check: async (context): Promise<Verdict> => {
      const shared = { ...context, configurations: Math.max(3, Math.ceil(context.configurations / share)) };
      const verdict = await law.check(shared);
      const left = drives.flatMap((drive): string[] => {
        const ways = waysOf(drive, context.subject.optimizer);
        const reason = typeof ways === 'string' ? ways : thrown.get(shared)?.get(drive.id);
        return reason === undefined ? [] : [`not asked: ${drive.id} (${reason})`];
      });
      return { ...verdict, ...(left.length > 0 && { observations: [...(verdict.observations ?? []), ...left] }) };
    },
  };
}
