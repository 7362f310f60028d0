import type { AnalysedGroup, AnalysedTensor, ModelAnalysis } from './model-analysis.ts';

/** What keeps a model from being exactly scale-invariant: one sentence a cause, with numbers. */
export function describeBreaks({ groups, tensors }: Pick<ModelAnalysis, 'groups' | 'tensors'>): string[] {
  return [
    ...groups.filter(({ invariance }) => invariance === 'nearly').map(describeEpsilon),
    ...tensors.flatMap((tensor) => (tensor.role === undefined || tensor.role === 'unused' ? [] : [describeRole(tensor)])),
  ];
}

function describeEpsilon({ name, epsilon, cosine }: AnalysedGroup): string {
  if (epsilon === undefined) return `${name} is scale-invariant in the limit of large weights only (cosine ${short(cosine)})`;
  const { relative, forUnitInputs, exponent } = epsilon;
  return (
    `${name} is not exactly scale-invariant because of an epsilon in its normaliser: about ${short(forUnitInputs)} for inputs of mean square 1, ` +
    `${short(relative)} of the variance at the initial weights (its effect falls as c^−${exponent.toFixed(2)} when the weights grow by c; ` +
    `cosine of gradient and weights ${short(cosine)})`
  );
}

function describeRole({ name, role, change, multiplies = [], penalty, threshold }: AnalysedTensor): string {
  const seen = `doubling it changes the loss by ${short(100 * change)} %`;
  const through =
    multiplies.length > 0 ? `: it multiplies what ${multiplies.join(', ')} give${multiplies.length === 1 ? 's' : ''}` : '';
  switch (role) {
    case 'gain':
      return `${name} is a gain after the normaliser${through}; ${seen}`;
    case 'bias':
      return `${name} is a bias that no normaliser follows; ${seen}`;
    case 'penalised':
      return `the loss contains a penalty of ${short(penalty!)}·‖${name}‖²: that is coupled weight decay λ = ${short(2 * penalty!)} inside the loss; take it out, and let laws set λ`;
    case 'clipped':
      return `${name} meets an absolute threshold when its norm is between ${short(threshold![0])} and ${short(threshold![1])}; ${seen}`;
    default:
      return `${name} is a layer that no normaliser follows${through}; ${seen}`;
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
