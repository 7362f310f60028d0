import { inferProfile } from '../inference/infer-profile.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** An optimizer of somebody's own, with what its contract leaves out measured: exponents, and how it decays. */
export function completed(optimizer: Optimizer): Optimizer {
  const { contract } = optimizer;
  if (contract?.symmetry !== undefined && contract.weightDecay !== undefined) return optimizer;
  const { symmetry, weightDecay } = inferProfile(optimizer);
  return {
    ...optimizer,
    contract: { ...contract, ...(symmetry.value !== null && { symmetry: symmetry.value }), weightDecay: weightDecay.value },
  };
}
