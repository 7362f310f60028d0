import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

export const compiled: Drive = {
  id: 'compiled',
  title: 'its update is compiled',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, false, () => ({
      cause: 'compiled-differs',
      diagnosis: 'the compiled update is another rule: something is decided or kept in Python while it is traced',
    })),
};
