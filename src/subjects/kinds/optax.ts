import { openPythonSubject } from '../process/python.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of optax, by the name of the function that makes it, with options of that function. */
export const optax: SubjectKind = {
  name: 'optax',
  example: 'optax:adamw?b1=0.95',
  trusted: false,
  ownProcess: true,
  recognises: (reference) => reference.startsWith('optax:'),
  load(reference, directory, timeLimit) {
    const [, name, query = ''] = /^optax:([^?]*)(?:\?(.*))?$/s.exec(reference)!;
    return openPythonSubject({ adapter: 'optax_subject.py', words: [name, query], reference, directory, timeLimit });
  },
};
