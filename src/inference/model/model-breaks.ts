import type {
  AnalysedGroup,
  AnalysedTensor,
  EpsilonEstimate,
  GainForm,
  ModelAnalysis,
  PenalisedParts,
} from './model-analysis.ts';

/** What keeps a model from being exactly scale-invariant: one sentence a cause, with numbers; a tensor may have several. */
export function describeBreaks({ groups, tensors }: Pick<ModelAnalysis, 'groups' | 'tensors'>): string[] {
  return [
    ...groups.filter(({ invariance }) => invariance === 'nearly').map(describeNearly),
    ...tensors.flatMap((tensor) => (tensor.role === undefined || tensor.role === 'unused' ? [] : describeTensor(tensor))),
  ];
}

function describeNearly({ name, epsilon, cosine }: AnalysedGroup): string {
  if (epsilon === undefined) return `${name} is scale-invariant in the limit of large weights only (cosine ${short(cosine)})`;
  return `${name} is not exactly scale-invariant because of ${describeEpsilon(epsilon)}; cosine of gradient and weights ${short(cosine)})`;
}

function describeEpsilon({ place, relative, forUnitInputs, between, exponent, explains }: EpsilonEstimate): string {
  const [where, of] = place === 'inside-root' ? ['inside', 'variance'] : ['outside', 'standard deviation'];
  const other = explains
    ? ''
    : ', or of another part of its input that does not grow with the weights (a residual branch, a bias)';
  const vague = between === undefined ? '' : ` (between ${short(between[0])} and ${short(between[1])}: what follows hides more)`;
  return (
    `an epsilon in its normaliser, ${where} the root${other}: about ${short(forUnitInputs)} for inputs of mean square 1${vague}, ${short(relative)} of the ${of} at the initial weights ` +
    `(its effect falls as c^−${exponent.toFixed(2)} when the weights grow by c`
  );
}

/** How the gain is stored, where it is not as itself. */
const stored: Readonly<Record<GainForm, (name: string) => string>> = {
  gain: () => '',
  'one-plus': (name) => `, stored as 1 + ${name}`,
  reciprocal: (name) => `, stored as 1 / ${name}`,
  exponential: (name) => `, stored as the logarithm ${name}`,
};

function describeTensor(tensor: AnalysedTensor): string[] {
  const { name, role, penalty, penalisedParts, epsilon, invariantParts } = tensor;
  const where = penalisedParts === undefined ? name : partsInWords(name, penalisedParts);
  return [
    ...(role === 'penalised' ? [] : [describeRole(tensor)]),
    ...(penalty === undefined
      ? []
      : [
          `the loss contains a penalty of ${short(penalty)}·‖${where}‖²: that is coupled weight decay λ = ${short(2 * penalty)} inside the loss; take it out, and let laws set λ`,
        ]),
    ...(epsilon === undefined
      ? []
      : [`besides, ${name} would not be exactly scale-invariant because of ${describeEpsilon(epsilon)})`]),
    ...(invariantParts === undefined ? [] : [describeParts(name, invariantParts)]),
  ];
}

/** `column 0 of kernel`, `rows 1, 2 of kernel`. */
function partsInWords(name: string, { kind, indices }: PenalisedParts): string {
  return `${kind}${indices.length === 1 ? '' : 's'} ${indices.join(', ')} of ${name}`;
}

function describeParts(name: string, { block, invariant }: NonNullable<AnalysedTensor['invariantParts']>): string {
  const runs: string[] = [];
  for (let from = 0; from < invariant.length; from++) {
    if (!invariant[from]) continue;
    let to = from;
    while (invariant[to + 1]) to++;
    const [first, last] = [from * block, (to + 1) * block - 1];
    runs.push(first === last ? `${first}` : `${first} to ${last}`);
    from = to;
  }
  const each = block === 1 ? 'each on its own' : `in blocks of ${block}`;
  return `columns ${runs.join(', ')} of ${name} are scale-invariant, ${each}; the others are not`;
}

function describeRole({ name, role, change, multiplies = [], threshold, form = 'gain', degree }: AnalysedTensor): string {
  const seen = `doubling it changes the loss by ${short(100 * change)} %`;
  const through =
    multiplies.length > 0 ? `: it multiplies what ${multiplies.join(', ')} give${multiplies.length === 1 ? 's' : ''}` : '';
  switch (role) {
    case 'gain':
      return `${name} is a gain after the normaliser${stored[form](name)}${through}${beyond(threshold)}; ${seen}`;
    case 'bias':
      return `${name} is a bias that no normaliser follows; ${seen}`;
    case 'flat':
      return `${name} has no gradient although the loss depends on it: it acts in jumps only, as through a sign, or a normaliser of two numbers, which gives ±1`;
    case 'homogeneous':
      return `the loss is homogeneous of degree ${short(degree!)} in ${name}, up to a constant: no normaliser follows it${through}; ${seen}`;
    case 'clipped':
      return `${name} meets an absolute threshold when its norm is between ${short(threshold![0])} and ${short(threshold![1])}; ${seen}`;
    default:
      return `${name} is a layer that no normaliser follows${through}; ${seen}`;
  }
}

/** Where a gain acts no more. */
function beyond(threshold: AnalysedTensor['threshold']): string {
  return threshold === undefined
    ? ''
    : `, and on one side of a norm of ${short(threshold[0])} to ${short(threshold[1])} it changes nothing any more`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
