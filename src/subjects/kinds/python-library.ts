import { openPythonSubject, pythonChild, type PythonSubject } from '../process/python.ts';
import type { SubjectKind } from './subject-kind.ts';

/**
 * The optimizers of a library in Python: `prefix:Name?option=value`.
 *
 * @param library what it is called, the word before the colon, an example, and whether its adapter imports it before it loads anything
 */
export function pythonLibrary({
  name,
  prefix,
  example,
  forks,
}: Pick<SubjectKind, 'name' | 'example'> & { readonly prefix: string } & Pick<PythonSubject, 'forks'>): SubjectKind {
  const form = new RegExp(`^${prefix}:(?<name>[^?]*)(?:\\?(?<query>.*))?$`, 's');
  const read = (reference: string, directory: string, timeLimit?: number): PythonSubject => {
    const { name: word, query = '' } = form.exec(reference)!.groups!;
    return { adapter: `${prefix}_subject.py`, words: [word, query], reference, directory, timeLimit, forks };
  };
  return {
    name,
    example,
    trusted: false,
    ownProcess: true,
    recognises: (reference) => reference.startsWith(`${prefix}:`),
    child: (...given) => pythonChild(read(...given)),
    load: (...given) => openPythonSubject(read(...given)),
  };
}
