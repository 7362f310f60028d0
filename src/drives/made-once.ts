import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

export const madeOnce: Drive = {
  id: 'made-once',
  title: 'the transformation is made once',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, false, () => ({
      cause: 'state-outside',
      diagnosis:
        'a transformation that is made once, as training makes it, goes otherwise than one that is made anew at each step: it keeps something outside of its state',
    })),
};
