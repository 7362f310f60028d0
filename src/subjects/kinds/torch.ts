import { pythonLibrary } from './python-library.ts';
import type { SubjectKind } from './subject-kind.ts';

/** An optimizer of PyTorch, by the name of its class in `torch.optim`, with options of its constructor. */
export const torch: SubjectKind = pythonLibrary({
  name: 'PyTorch',
  prefix: 'torch',
  example: 'torch:AdamW?betas=0.9,0.95',
  forks: true,
});
