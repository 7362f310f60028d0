// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { SubjectKind } from './subject-kind.ts';
import { builtin } from './builtin.ts';
import { command } from './command.ts';
import { javascriptModule } from './javascript-module.ts';
import { keras } from './keras.ts';
import { optax } from './optax.ts';
import { pythonFile } from './python-file.ts';
import { tfjs } from './tfjs.ts';
import { tinygrad } from './tinygrad.ts';
import { torch } from './torch.ts';
import { typescriptModule } from './typescript-module.ts';

/** All members of this folder, in the order of their file names. */
export const subjectKinds: readonly SubjectKind[] = [builtin, command, javascriptModule, keras, optax, pythonFile, tfjs, tinygrad, torch, typescriptModule];
