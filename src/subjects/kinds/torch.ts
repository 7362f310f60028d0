import { openPythonSubject } from '../process/python.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of PyTorch, by the name of its class in `torch.optim`, with options of its constructor. */
export const torch: SubjectKind = {
  name: 'PyTorch',
  example: 'torch:AdamW?betas=0.9,0.95',
  trusted: false,
  ownProcess: true,
  recognises: (reference) => reference.startsWith('torch:'),
  load(reference, directory, timeLimit) {
    const [, name, query = ''] = /^torch:([^?]*)(?:\?(.*))?$/s.exec(reference)!;
    return openPythonSubject({ adapter: 'torch_subject.py', words: [name, query], reference, directory, timeLimit });
  },
};
