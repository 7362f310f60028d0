import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

export const tree: Drive = {
  id: 'tree',
  title: 'parameters are a nested pytree',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, false, () => ({
      cause: 'tree-order',
      diagnosis:
        'parameters in a nested pytree are trained otherwise than in a list: leaves are taken in another order, or some are left out',
    })),
};
