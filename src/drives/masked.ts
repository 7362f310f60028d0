import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

export const masked: Drive = {
  id: 'masked',
  title: 'it is wrapped in a mask that takes everything',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, false, () => ({
      cause: 'mask-differs',
      diagnosis: 'inside of a mask that takes everything the rule is another one: it does not pass parameters or state on',
    })),
};
