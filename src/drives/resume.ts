import type { Deviation, Drive } from './drive.ts';
import { otherSettings } from './other-value.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { follow, type DriveProblem } from './problem.ts';
import { likePlain } from './same-way.ts';

/** After some steps a fresh optimizer goes on with what the checkpoint holds, in memory and through a file. */
export const resume: Drive = {
  id: 'resume',
  title: 'it is saved and loaded in the middle',
  complete: (way, { steps }) => ({ ...way, resume: Math.max(2, steps.length >> 1) }),
  compare(optimizer, given, ways) {
    // Rate and decay change before it is saved and not after, so that those of the start are not taken for those of the checkpoint.
    const [{ learningRate, weightDecay }] = given.steps;
    const later = { learningRate: learningRate / 2, weightDecay: weightDecay / 2 };
    const problem = { ...given, steps: given.steps.map((step, i) => ({ ...step, ...(i > 0 && later) })) };
    const asked = (of: DriveProblem): Deviation | undefined =>
      likePlain(
        optimizer,
        of,
        ways.map((way) => resume.complete!(way, of)),
        false,
        (way) => ({
          cause: 'state-not-saved',
          diagnosis: `a run that is resumed from its checkpoint ${way.through === 'file' ? '(through a file) ' : ''}goes on otherwise: part of its state (a buffer, counter, average or rate) is not in what is saved, or is not read back`,
        }),
      );
    const other = { ...problem, hyperparameters: otherSettings(optimizer) };
    return asked(problem) ?? unlessRefused(() => (staysFinite(optimizer, other) ? asked(other) : undefined));
  },
};

/** Whether a rule can be compared at all where its options are others than it is meant for. */
function staysFinite(optimizer: Optimizer, problem: DriveProblem): boolean {
  return follow(optimizer, problem).after.every((tensors) => tensors.every(({ data }) => data.every(Number.isFinite)));
}

/** With other options than those of the class, which a load may put in the place of the saved ones; some together are no legal ones. */
function unlessRefused(ask: () => Deviation | undefined): Deviation | undefined {
  try {
    return ask();
  } catch (error) {
    if ((error as { code?: string }).code === 'SUBJECT_THROWS') return undefined;
    throw error;
  }
}
