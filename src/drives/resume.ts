import type { Tensor } from '../arithmetic/tensor.ts';
import { scaled } from '../inference/probe-problem.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { waysOf, type Deviation, type Drive } from './drive.ts';
import { groups } from './groups.ts';
import { lateGroup } from './late-group.ts';
import { modes } from './modes.ts';
import { follow, rounding, type DriveProblem } from './problem.ts';
import { deviation, likePlain, type Blamed } from './same-way.ts';
import { sayOptions, switchesOf } from './switches.ts';
import { withOtherSettings } from './with-other-settings.ts';

/** Tensors, where their positions have two digits. */
const many = 12;

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
      (loaded &&
        (ofLaterRates(optimizer, problem, loaded) ??
          ofGroups(optimizer, problem, loaded) ??
          ofMany(optimizer, problem, loaded) ??
          ofEvaluation(optimizer, problem, loaded) ??
          besideSwitches(optimizer, problem, loaded)))
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

/** More tensors than digits are, as positions that are put in the order of their texts change places then: 10 before 2. */
function ofMany(optimizer: Optimizer, { start, steps, ...rest }: DriveProblem, way: Way): Deviation | undefined {
  const [first] = start;
  // All of one shape, so that none fits better than another.
  const own = ([tensor]: readonly Tensor[], spread: number): Tensor[] =>
    Array.from({ length: many }, (_, i) => scaled([tensor], 1 + (i * spread) / many)[0]);
  const problem = {
    ...rest,
    start: own([first], 1),
    steps: steps.map((step) => ({ ...step, gradients: own(step.gradients, -1 / 2) })),
  };
  return deviation(
    follow(optimizer, problem),
    follow(optimizer, problem, resume.complete!(way, problem)),
    problem,
    rounding(optimizer, problem),
    lost(way, `where there are ${many} tensors, `),
  );
}

/** A checkpoint that is written during an evaluation, from which training goes on. */
function ofEvaluation(optimizer: Optimizer, problem: DriveProblem, way: Way): Deviation | undefined {
  if (typeof waysOf(modes, optimizer) === 'string') return undefined;
  return deviation(
    follow(optimizer, problem),
    follow(optimizer, problem, { ...resume.complete!(way, problem), evaluated: true }),
    problem,
    rounding(optimizer, problem),
    {
      cause: 'state-not-saved',
      title: 'it is saved after eval(), loaded, and goes on after train()',
      diagnosis: 'the run goes elsewhere: that it was in eval(), or what that has put aside, is not in what is saved',
    },
  );
}

/** What a switch brings with it, such as a running maximum, has to be saved as well. */
function besideSwitches(optimizer: Optimizer, problem: DriveProblem, way: Way): Deviation | undefined {
  for (const { options } of switchesOf(optimizer)) {
    const found = deviation(
      follow(optimizer, problem, { options }),
      follow(optimizer, problem, resume.complete!({ options, ...way }, problem)),
      problem,
      rounding(optimizer, problem),
      lost(way, `where ${sayOptions(options)}, `),
    );
    if (found !== undefined) return { ...found, where: { ...found.where, options } };
  }
  return undefined;
}

function lost({ through }: Way, where: string): Blamed {
  if (through === 'nowhere') {
    const diagnosis = 'a run whose checkpoint is written goes on otherwise: state_dict() changes what it saves';
    return { cause: 'saving-acts', title: 'it is saved in the middle', diagnosis };
  }
  if (through === 'copy') {
    const diagnosis = `${where}an optimizer that is copied (copy.deepcopy, pickle) goes on otherwise: what its __getstate__ gives is not all of its state`;
    return { cause: 'state-not-saved', title: 'it is copied in the middle', diagnosis };
  }
  const file = through === 'file' ? '(through a file) ' : '';
  const diagnosis = `${where}a run that is resumed from its checkpoint ${file}goes on otherwise: part of its state (a buffer, counter, average or rate) is not in what is saved, or is not read back`;
  return { cause: 'state-not-saved', diagnosis };
}
