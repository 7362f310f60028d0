import type { Claim } from '../inference/profile.ts';
import type { SymmetryExponents } from '../optimizers/optimizer.ts';
import type { SubjectDescription } from '../suite/document.ts';

/** What is claimed of a subject, and whether its contract or measurement says so: one or two plain lines. */
export function describeSubject({ profile, inferred }: SubjectDescription): string[] {
  const { symmetry, weightDecay, decayOrder, momentum, intrinsic } = profile;
  const claims = [
    `weight decay ${source(weightDecay)}`,
    ...(weightDecay.value === 'decoupled' || weightDecay.value === 'independent' ? [`decay order ${source(decayOrder)}`] : []),
    ...(momentum === undefined ? [] : [`momentum ${source(momentum)}`]),
  ];
  const disagreement = inferred.intrinsic === intrinsic ? '' : `, measured ${inferred.intrinsic}`;
  return [
    `intrinsic learning rate: ${intrinsic}${disagreement}; symmetry ${source({ ...symmetry, value: formatSymmetry(symmetry.value) })}`,
    claims.join('; '),
  ];
}

/** `(c²·η, c⁻²·λ)`: how η, λ and hyperparameters answer to weights that are c times as large. */
export function formatSymmetry(exponents: SymmetryExponents | null): string {
  if (exponents === null) return 'none';
  const { learningRate, weightDecay, ...others } = exponents;
  const named = { η: learningRate, λ: weightDecay, ...others };
  return `(${Object.entries(named)
    .map(([name, exponent]) => (exponent === 0 ? name : `c${exponent === 1 ? '' : superscript(exponent)}·${name}`))
    .join(', ')})`;
}

const superscripts: Readonly<Record<string, string>> = { '-': '⁻', '.': '·', ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) };

function superscript(exponent: number): string {
  return Array.from(String(exponent), (character) => superscripts[character] ?? character).join('');
}

function source({ value, from }: Claim<string>): string {
  return from === 'contract' ? `${value} (contract)` : `${value} (inferred)`;
}
