import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { Deviation, Drive } from './drive.ts';
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
      if (found !== undefined) return { ...found, where: { ...found.where, options: way.options } };
    }
    return undefined;
  },
};

function say(options: unknown): string {
  return Object.entries(options as Record<string, unknown>)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}
