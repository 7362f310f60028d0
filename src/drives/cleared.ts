import type { Deviation, Drive } from './drive.ts';
import { waysOf } from './drive.ts';
import { groups } from './groups.ts';
import { follow } from './problem.ts';
import { deviation, likePlain } from './same-way.ts';

/**
 * `zero_grad()` before each gradient, which adds to what is there, as in every loop of training: it clears gradients and nothing else,
 * those of every group.
 */
export const cleared: Drive = {
  id: 'cleared',
  title: 'zero_grad() comes between steps',
  complete: (way) => way,
  compare(optimizer, problem, ways): Deviation | undefined {
    const found = likePlain(optimizer, problem, ways, true, () => ({
      cause: 'clearing-acts',
      diagnosis: 'zero_grad() between steps changes the run: it clears, or counts, more than gradients, or leaves some of them',
    }));
    if (found !== undefined || problem.start.length < 2 || typeof waysOf(groups, optimizer) === 'string') return found;
    const several = groups.complete!({}, problem);
    for (const way of ways) {
      const [plain, driven] = [several, { ...several, ...way }].map((each) => follow(optimizer, problem, each));
      const left = deviation(plain, driven, problem, 0, {
        cause: 'clearing-acts',
        diagnosis:
          'zero_grad() between steps changes the run where there are several groups: the gradients of some are not cleared',
      });
      if (left !== undefined) return left;
    }
    return undefined;
  },
};
