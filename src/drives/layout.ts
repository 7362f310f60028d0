import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

/** Parameters and gradients whose entries lie in memory in another order (a transposed weight), or with gaps (a slice). */
export const layout: Drive = {
  id: 'layout',
  title: 'tensors are not contiguous in memory',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, false, (way) => ({
      cause: 'layout-mangled',
      diagnosis: `a tensor that is not contiguous in memory (${String(way.layout)}) is trained otherwise: its entries are read or written in the order of memory, or in a copy`,
    })),
};
