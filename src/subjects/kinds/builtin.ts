import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of this package, by name; the prefix may be left out. */
export const builtin: SubjectKind = {
  name: 'built-in',
  example: 'builtin:adamw?beta1=0.8',
  trusted: true,
  recognises: (reference) => /^(builtin:.*|[\w-]+(\?.*)?)$/.test(reference),
  load: async (reference) => (await import('../../optimizers/reference.ts')).builtinOptimizer(reference),
};
