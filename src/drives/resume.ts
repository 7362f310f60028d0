import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { waysOf, type Deviation, type Drive } from './drive.ts';
import { groups } from './groups.ts';
import { lateGroup } from './late-group.ts';
import { follow, rounding, type DriveProblem } from './problem.ts';
import { deviation, likePlain, type Blamed } from './same-way.ts';
import { withOtherSettings } from './with-other-settings.ts';

/** After some steps a checkpoint is written, and a fresh optimizer goes on with what it holds, in memory and through a file. */
export const resume: Drive = {
  id: 'resume',
  title: 'it is saved and loaded in the middle',
  complete: (way, { steps }) => ({ ...way, resume: Math.max(2, steps.length >> 1) }),
  compare(optimizer, given, ways) {
    // Rate and decay change before it is saved and not after, so that those of the start are not taken for those of the checkpoint.
    const [{ learningRate, weightDecay }] = given.steps;
    const later = { learningRate: learningRate / 2, weightDecay: weightDecay / 2 };
    const problem = { ...given, steps: given.steps.map((step, i) => ({ ...step, ...(i > 0 && later) })) };
    const asked = (of: DriveProblem): Deviation | undefined => {
      const complete = ways.map((way) => resume.complete!(way, of));
      return likePlain(optimizer, of, complete, false, (way) => lost(way, ''));
    };
    const other = withOtherSettings(optimizer, problem);
    const loaded = ways.find(({ through }) => through !== 'nowhere');
    return (
      asked(problem) ??
      (other && asked(other)) ??
      (loaded && (ofLaterRates(optimizer, problem, loaded) ?? ofGroups(optimizer, problem, loaded)))
    );
  },
};

/** A rate and a decay that are set once the fresh optimizer has loaded, as a scheduler does that goes on. */
function ofLaterRates(optimizer: Optimizer, problem: DriveProblem, way: Way): Deviation | undefined {
  const last = problem.steps.length - 1;
  const steps = problem.steps.map(({ learningRate, weightDecay, gradients }, i) => {
    return i < last
      ? { learningRate, weightDecay, gradients }
      : { learningRate: learningRate / 4, weightDecay: 4 * weightDecay, gradients };
  });
  const changed = { ...problem, steps };
  const diagnosis =
    'a learning rate or weight decay that is set after a checkpoint was loaded acts otherwise than without one: what is loaded is stepped with other groups than those of param_groups';
  return deviation(
    follow(optimizer, changed),
    follow(optimizer, changed, resume.complete!(way, changed)),
    changed,
    rounding(optimizer, changed),
    { cause: 'group-options-ignored', diagnosis },
  );
}

/** Several groups, and one that was added in the meantime, which the fresh optimizer has as well when it loads. */
function ofGroups(optimizer: Optimizer, problem: DriveProblem, way: Way): Deviation | undefined {
  if (problem.start.length < 2) return undefined;
  for (const drive of [groups, lateGroup]) {
    if (typeof waysOf(drive, optimizer) === 'string') continue;
    const grouped = drive.complete!({}, problem);
    const found = deviation(
      follow(optimizer, problem, grouped),
      follow(optimizer, problem, resume.complete!({ ...grouped, ...way }, problem)),
      problem,
      rounding(optimizer, problem),
      lost(way, `where ${drive.title}, `),
    );
    if (found !== undefined) return { ...found, where: { ...found.where, beside: drive.id } };
  }
  return undefined;
}

function lost({ through }: Way, where: string): Blamed {
  if (through === 'nowhere') {
    const diagnosis = 'a run whose checkpoint is written goes on otherwise: state_dict() changes what it saves';
    return { cause: 'saving-acts', title: 'it is saved in the middle', diagnosis };
  }
  const file = through === 'file' ? '(through a file) ' : '';
  const diagnosis = `${where}a run that is resumed from its checkpoint ${file}goes on otherwise: part of its state (a buffer, counter, average or rate) is not in what is saved, or is not read back`;
  return { cause: 'state-not-saved', diagnosis };
}
