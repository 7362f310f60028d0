// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { SubjectKind } from './subject-kind.ts';
import { builtin } from './builtin.ts';
import { foreign } from './foreign.ts';
import { javascriptModule } from './javascript-module.ts';
import { typescriptModule } from './typescript-module.ts';

export { builtin, foreign, javascriptModule, typescriptModule };

/** All members of this folder, in the order of their file names. */
export const subjectKinds: readonly SubjectKind[] = [builtin, foreign, javascriptModule, typescriptModule];
