import { openPythonSubject } from '../process/python.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of tinygrad, by its name in `tinygrad.nn.optim`, with options of it. */
export const tinygrad: SubjectKind = {
  name: 'tinygrad',
  example: 'tinygrad:AdamW?b1=0.8',
  trusted: false,
  ownProcess: true,
  recognises: (reference) => reference.startsWith('tinygrad:'),
  load(reference, directory, timeLimit) {
    const [, name, query = ''] = /^tinygrad:([^?]*)(?:\?(.*))?$/s.exec(reference)!;
    return openPythonSubject({ adapter: 'tinygrad_subject.py', words: [name, query], reference, directory, timeLimit });
  },
};
