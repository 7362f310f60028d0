import { pythonLibrary } from './python-library.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of optax, by the name of the function that makes it, with options of that function. */
export const optax: SubjectKind = pythonLibrary({ name: 'optax', prefix: 'optax', example: 'optax:adamw?b1=0.95', forks: true });
