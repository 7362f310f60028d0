import { openPythonSubject } from '../process/python.ts';
import { findModule } from './module-file.ts';
import type { SubjectKind } from './subject-kind.ts';

const form = /^(?!\w+:(?![\\/]))(?<path>.+\.py)(?::(?<name>\w+))?(?:\?(?<query>.*))?$/s;

/** A Python file that defines an optimizer, or one of several by name. */
export const pythonFile: SubjectKind = {
  name: 'Python file',
  example: './my_optimizer.py:MyAdamW?betas=0.9,0.95',
  trusted: false,
  ownProcess: true,
  recognises: (reference) => form.test(reference),
  load(reference, directory, timeLimit) {
    const { path, name = '', query = '' } = form.exec(reference)!.groups!;
    const words = [findModule(path, directory), name, query];
    return openPythonSubject({ adapter: 'file_subject.py', words, reference, directory, timeLimit });
  },
};
