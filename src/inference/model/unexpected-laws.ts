import type { ModelAnalysis } from './model-analysis.ts';

/** Laws about the objective itself, to the last bit or to rounding. */
const aboutTheObjective = ['scale-invariance', 'gradient-orthogonality'];
const exactOnes = ['scaling-symmetry', 'radial-identity', 'exponential-rate-equivalence'];
const statisticalOnes = ['equilibrium', 'discrimination', 'effective-rate-scaling', 'fast-equilibrium', 'rate-drop'];

/** An epsilon that is this small beside the variance leaves statistical laws alone. */
const negligible = 1e-6;

/**
 * Laws that cannot be expected to hold on a model whatever the optimizer is, with the reason.
 *
 * Laws that claim nothing of it anyway, for want of noise or of groups, give their own reasons where they are asked.
 */
export function unexpectedLaws({
  name,
  gradient,
  groups,
  tensors,
}: Pick<ModelAnalysis, 'name' | 'gradient' | 'groups' | 'tensors'>): Record<string, string> {
  const reasons: Record<string, string> = { 'norm-balance': 'claimed on pure isotropic noise, where there is a closed form' };
  const except = (laws: readonly string[], reason: string): void => {
    for (const law of laws) reasons[law] ??= reason;
  };
  const outside = tensors.filter(({ role }) => role !== undefined && role !== 'unused');
  const nearly = groups.filter(({ invariance }) => invariance === 'nearly');
  const rounded = groups.filter(({ invariance }) => invariance === 'to-rounding');

  if (groups.length === 0) {
    const all = [...aboutTheObjective, ...exactOnes, ...statisticalOnes];
    except(all, `no tensor of ${name} is scale-invariant (intrinsic-lr model tells why)`);
    return reasons;
  }
  if (nearly.length > 0) {
    const size = Math.max(...nearly.map(({ epsilon }) => epsilon?.relative ?? Infinity));
    const reason = `${name} is not exactly scale-invariant: an epsilon acts on ${nearly.map((group) => group.name).join(', ')}`;
    except([...aboutTheObjective, ...exactOnes], reason);
    if (!(size <= negligible)) except(statisticalOnes, reason);
  }
  if (outside.length > 0) {
    const names = outside.map((tensor) => tensor.name).join(', ');
    const reason = `${names} of ${name} ${outside.length === 1 ? 'is' : 'are'} trained and not scale-invariant, so η and λ matter each on its own`;
    except(['scaling-symmetry', 'exponential-rate-equivalence', ...statisticalOnes], reason);
    except(['radial-identity'], `${names} of ${name} may grow without bound at the rates that are drawn`);
  }
  if (rounded.length > 0) {
    const reason = `${rounded.map((group) => group.name).join(', ')} of ${name} keeps the loss up to rounding, not bit for bit`;
    except(['scale-invariance', 'scaling-symmetry', 'exponential-rate-equivalence'], reason);
  }
  if (gradient !== 'analytic') {
    const how = gradient === 'tensorflow' ? 'in float32' : 'by central differences';
    except(['gradient-orthogonality'], `the gradient of ${name} is computed ${how}, and made orthogonal afterwards`);
    except(['exponential-rate-equivalence'], `the gradient of ${name} is computed ${how}, which is not accurate to 1e-9`);
  }
  return reasons;
}
