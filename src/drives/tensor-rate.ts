import type { Drive } from './drive.ts';
import { follow, rounding } from './problem.ts';
import { deviation, remarked } from './same-way.ts';

/**
 * The learning rate is a tensor of one number, as captured and compiled steps need it. Whose constructor says that it may be one is held to
 * the steps that the number makes; of everybody else it is asked that the tensor stays what it is.
 */
export const tensorRate: Drive = {
  id: 'tensor-rate',
  title: 'the learning rate is a tensor',
  compare(optimizer, problem, ways) {
    for (const way of ways) {
      const driven = follow(optimizer, problem, way);
      const found =
        remarked(driven, way) ??
        (way.claimed === true
          ? deviation(follow(optimizer, problem), driven, problem, rounding(optimizer, problem), {
              cause: 'code-path-differs',
              diagnosis:
                'a learning rate that is a tensor makes other steps than the same number, which the constructor says it may be',
            })
          : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};
