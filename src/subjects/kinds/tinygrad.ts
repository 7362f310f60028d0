import { pythonLibrary } from './python-library.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of tinygrad, by its name in `tinygrad.nn.optim`, with options of it. */
export const tinygrad: SubjectKind = pythonLibrary({ name: 'tinygrad', prefix: 'tinygrad', example: 'tinygrad:AdamW?b1=0.8' });
