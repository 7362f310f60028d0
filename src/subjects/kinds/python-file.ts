import { openPythonSubject, pythonChild, type PythonSubject } from '../process/python.ts';
import { findModule } from './module-file.ts';
import type { SubjectKind } from './subject-kind.ts';

const form = /^(?!\w+:(?![\\/]))(?<path>.+\.py)(?::(?<name>\w+))?(?:\?(?<query>.*))?$/s;

function read(reference: string, directory: string, timeLimit?: number): PythonSubject {
  const { path, name = '', query = '' } = form.exec(reference)!.groups!;
  return { adapter: 'file_subject.py', words: [findModule(path, directory), name, query], reference, directory, timeLimit };
}

/** A Python file that defines an optimizer, or one of several by name. */
export const pythonFile: SubjectKind = {
  name: 'Python file',
  example: './my_optimizer.py:MyAdamW?betas=0.9,0.95',
  trusted: false,
  ownProcess: true,
  recognises: (reference) => form.test(reference),
  child: (...given) => pythonChild(read(...given)),
  load: (...given) => openPythonSubject(read(...given)),
};
