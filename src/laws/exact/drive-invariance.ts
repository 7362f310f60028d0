import { drives } from '../../drives/index.ts';
import { resume } from '../../drives/resume.ts';
import type { Law } from '../law.ts';
import { driveLaw } from './drive-law.ts';

/** The rule is the same however training drives it. */
export const driveInvariance: Law = driveLaw({
  id: 'drive-invariance',
  claim:
    'The rule does not depend on how training drives it: memory and layout of tensors, missing gradients, groups, closures, modes, schedulers, code paths, pytrees, compilation.',
  formula:
    'U driven in any way = U called plainly, group by group and tensor by tensor; a tensor that never has a gradient stays',
  source: 'what the documentation of PyTorch and optax promises of these',
  domain: 'optimizers whose adapter can drive them; each drive that applies, up to 8 steps',
  drives: drives.filter(({ id }) => id !== resume.id),
});
