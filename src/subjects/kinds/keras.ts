import { openPythonSubject } from '../process/python.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of Keras 3, by the name of its class in `keras.optimizers`, with options of its constructor. */
export const keras: SubjectKind = {
  name: 'Keras',
  example: 'keras:AdamW?epsilon=1e-8',
  trusted: false,
  ownProcess: true,
  recognises: (reference) => reference.startsWith('keras:'),
  load(reference, directory, timeLimit) {
    const [, name, query = ''] = /^keras:([^?]*)(?:\?(.*))?$/s.exec(reference)!;
    return openPythonSubject({ adapter: 'keras_subject.py', words: [name, query], reference, directory, timeLimit });
  },
};
