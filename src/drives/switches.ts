import type { Drive } from './drive.ts';
import { follow } from './problem.ts';
import { remarked } from './same-way.ts';

/** A switch of the constructor is turned; its adapter has seen what is wrong behind it. */
export const switches: Drive = {
  id: 'switches',
  title: 'a switch is turned',
  compare(optimizer, problem, ways) {
    for (const way of ways) {
      const found = remarked(follow(optimizer, problem, way), way);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};
