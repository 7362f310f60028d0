import { resume as saveAndLoad } from '../../drives/resume.ts';
import type { Law } from '../law.ts';
import { driveLaw } from './drive-law.ts';

/** What a checkpoint holds is all that a run needs to go on. */
export const resume: Law = driveLaw({
  id: 'resume',
  claim:
    'A run that is saved and loaded into a fresh optimizer, in memory or through a file, goes on as one that was never interrupted.',
  formula: 'U ∘ load(fresh, save(s)) = U(s), step by step',
  source: 'what a checkpoint is for',
  domain:
    'optimizers that can be saved: state_dict() and load_state_dict() in PyTorch, the state as a pytree in optax; up to 8 steps',
  drives: [saveAndLoad],
});
