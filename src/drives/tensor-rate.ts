import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

/** The learning rate is a tensor of one number, as captured and compiled steps need it, where the constructor says that it may be one. */
export const tensorRate: Drive = {
  id: 'tensor-rate',
  title: 'the learning rate is a tensor',
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, false, () => ({
      cause: 'code-path-differs',
      diagnosis: 'a learning rate that is a tensor makes other steps than the same number, which the constructor says it may be',
    })),
};
