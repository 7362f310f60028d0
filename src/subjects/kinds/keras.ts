import { pythonLibrary } from './python-library.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of Keras 3, by the name of its class in `keras.optimizers`, with options of its constructor. */
export const keras: SubjectKind = pythonLibrary({ name: 'Keras', prefix: 'keras', example: 'keras:AdamW?epsilon=1e-8' });
