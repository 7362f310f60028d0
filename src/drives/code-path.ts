import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { absentGradient } from './absent-gradient.ts';
import { waysOf, type Deviation, type Drive } from './drive.ts';
import { innerRounding } from './inner-rounding.ts';
import { follow, rounding, type DriveProblem } from './problem.ts';
import { deviation } from './same-way.ts';

/** `foreach`, `fused` and the like: another implementation that is said to compute the same, alone and beside each switch. */
export const codePath: Drive = {
  id: 'code-path',
  title: 'another implementation is chosen by an option',
  compare(optimizer: Optimizer, problem: DriveProblem, ways: readonly Way[]): Deviation | undefined {
    for (const { against, ...way } of ways) {
      const plain = follow(optimizer, problem, { options: against });
      const options = say(way.options);
      const allowed = rounding(optimizer, problem) + innerRounding(optimizer, problem, { options: against });
      const found = deviation(plain, follow(optimizer, problem, way), problem, allowed, {
        cause: 'code-path-differs',
        diagnosis: `the path of ${options} is another rule than that of ${say(against) || 'the defaults'}`,
      });
      const apart = found ?? whereAbsent(optimizer, problem, [{ options: against }, way], allowed);
      if (apart !== undefined) return { ...apart, where: { ...apart.where, options: way.options } };
    }
    return undefined;
  },
};

/** The same where tensors have no gradient in turns: lists of parameters and of gradients may be paired wrongly. */
function whereAbsent(
  optimizer: Optimizer,
  problem: DriveProblem,
  [plain, way]: readonly Way[],
  allowed: number,
): Deviation | undefined {
  if (problem.start.length < 2 || typeof waysOf(absentGradient, optimizer) === 'string') return undefined;
  const [expected, driven] = [plain, way].map((each) => follow(optimizer, problem, absentGradient.complete!(each, problem)));
  return deviation(expected, driven, problem, allowed, {
    cause: 'code-path-differs',
    diagnosis: `the path of ${say(way.options)} trains otherwise where tensors have no gradient in turns: parameters and gradients are paired wrongly`,
  });
}

function say(options: unknown): string {
  return Object.entries(options as Record<string, unknown>)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}
