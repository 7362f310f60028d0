import { coupled } from './coupled.ts';
import type { Drive } from './drive.ts';
import { follow, restricted } from './problem.ts';
import { deviation } from './same-way.ts';

/** What single precision, in which some of the tensors are, may round off. */
const allowed = 2 ** -9;

/** Tensors of float32 and of float64 in one group: each is trained as in a run of its own. */
export const formats: Drive = {
  id: 'formats',
  title: 'a group has tensors of several formats',
  ofFormat: true,
  compare(optimizer, problem, ways) {
    if (problem.start.length < 2 || optimizer.contract?.random === true || coupled(optimizer, problem)) return undefined;
    const kinds = ways[0].dtypes as readonly string[];
    const driven = follow(optimizer, problem, ways[0]);
    for (const tensor of problem.start.keys()) {
      const alone = restricted(problem, [tensor]);
      const own = follow(optimizer, alone, { dtypes: [kinds[tensor % kinds.length]] });
      const seen = { after: driven.after.map((parameters) => [parameters[tensor]]), remarks: [] };
      const found = deviation(own, seen, alone, allowed, {
        cause: 'formats-mixed',
        diagnosis: `a tensor of ${kinds[tensor % kinds.length]} is trained otherwise beside tensors of another format: lists are made by format, or a state has the format of another tensor`,
      });
      if (found !== undefined) return { ...found, where: { ...found.where, tensor } };
    }
    return undefined;
  },
};
