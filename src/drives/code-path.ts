import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { absentGradient } from './absent-gradient.ts';
import { waysOf, type Deviation, type Drive } from './drive.ts';
import { groups } from './groups.ts';
import { innerRounding } from './inner-rounding.ts';
import { lateGroup } from './late-group.ts';
import { follow, rounding, type DriveProblem } from './problem.ts';
import { resume } from './resume.ts';
import { deviation } from './same-way.ts';
import { sayOptions } from './switches.ts';
import { withOtherSettings } from './with-other-settings.ts';

/** What decides which tensors, options and states the lists of a path are made of. */
const company: readonly Drive[] = [absentGradient, groups, lateGroup, resume];

/** `foreach`, `fused` and the like: another implementation that is said to compute the same, alone, beside each switch and in company. */
export const codePath: Drive = {
  id: 'code-path',
  title: 'another implementation is chosen by an option',
  compare(optimizer: Optimizer, problem: DriveProblem, ways: readonly Way[]): Deviation | undefined {
    const other = withOtherSettings(optimizer, problem);
    for (const { against, ...way } of ways) {
      const pair = [{ options: against }, way];
      const alone = Object.keys(way.options as object).length === 1;
      const found =
        apart(optimizer, problem, pair) ??
        (alone && other && apart(optimizer, other, pair)) ??
        (alone && inCompany(optimizer, problem, pair));
      if (found) return { ...found, where: { ...found.where, options: way.options } };
    }
    return undefined;
  },
};

/** The path against the plain one, `beside` what training does at the same time. */
function apart(
  optimizer: Optimizer,
  problem: DriveProblem,
  [plain, path]: readonly Way[],
  beside?: Drive,
): Deviation | undefined {
  const [expected, driven] = [plain, path].map((way) => follow(optimizer, problem, beside?.complete!(way, problem) ?? way));
  const where = beside === undefined ? '' : ` where ${beside.title}`;
  const blamed = {
    cause: 'code-path-differs',
    diagnosis: `the path of ${sayOptions(path.options)} is another rule than that of ${sayOptions(plain.options) || 'the defaults'}${where}`,
  } as const;
  const within = (allowed: number): Deviation | undefined =>
    deviation(expected, driven, problem, allowed, blamed, beside && { beside: beside.id });
  const allowed = rounding(optimizer, problem);
  // What a rule makes of roundings inside takes three more runs.
  return within(allowed) && within(allowed + innerRounding(optimizer, problem, plain));
}

/** Lists of tensors, gradients, states and options may be paired wrongly, or not be saved. */
function inCompany(optimizer: Optimizer, problem: DriveProblem, pair: readonly Way[]): Deviation | undefined {
  if (problem.start.length < 2) return undefined;
  for (const drive of company) {
    if (typeof waysOf(drive, optimizer) === 'string') continue;
    const found = apart(optimizer, problem, pair, drive);
    if (found !== undefined) return found;
  }
  return undefined;
}
