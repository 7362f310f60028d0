import { scaled } from '../inference/probe-problem.ts';
import type { Drive } from './drive.ts';
import { follow } from './problem.ts';
import { deviation } from './same-way.ts';

/** `maximize=True` with −g is the plain rule with g, bit for bit. */
export const maximize: Drive = {
  id: 'maximize',
  title: 'maximize is on and the gradient has the other sign',
  compare(optimizer, problem, ways) {
    const turned = { ...problem, steps: problem.steps.map((step) => ({ ...step, gradients: scaled(step.gradients, -1) })) };
    const driven = follow(optimizer, turned, ways[0]);
    return deviation(follow(optimizer, problem), driven, problem, 0, {
      cause: 'code-path-differs',
      diagnosis:
        'maximize with the negative gradient is not the plain rule: a sign is missing in a moment, or the decay is turned too',
    });
  },
};
