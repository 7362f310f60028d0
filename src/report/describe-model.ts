import picocolors from 'picocolors';
import { withoutCommands } from '../arithmetic/printable.ts';
import type { AnalysedGroup, AnalysedTensor } from '../inference/model/model-analysis.ts';
import type { ModelDocument } from '../suite/model-document.ts';
import type { CheckedExpectation } from '../suite/model-expectations.ts';
import { formatNumber } from './format-number.ts';
import { formatTable, type Cell } from './format-table.ts';
import { printableDocument } from './printable-document.ts';

const gradients = {
  analytic: 'its own gradient',
  'central-differences': 'gradient by central differences',
  tensorflow: 'gradient by TensorFlow.js, float32',
};

/** A model for people: its tensors, what keeps them from being scale-invariant, and the laws that can be expected. */
export function describeModel(received: ModelDocument, { color }: { readonly color: boolean }): string {
  const { bold, dim, green, red, yellow } = picocolors.createColors(color);
  const { model, laws, scaleInvariant, expectations = [] } = printableDocument(received);
  const { name, reference, gradient, noise, tensors, groups, breaks, notes } = model;
  const head: Cell[] = ['', 'tensor', 'shape', 'scale-invariant', '|cos(g, w)|', 'loss when doubled'].map((text) => ({
    text,
    paint: dim,
  }));
  const rows = tensors.map((tensor): Cell[] => {
    const group = tensor.group === undefined ? undefined : groups[tensor.group];
    const [mark, paint] =
      group === undefined
        ? tensor.role === 'unused'
          ? ['–', dim]
          : ['✗', red]
        : group.invariance === 'nearly'
          ? ['≈', yellow]
          : ['✓', green];
    return [
      { text: mark, paint },
      { text: tensor.name },
      { text: `[${tensor.shape.join(', ')}]`, paint: dim },
      { text: group === undefined ? describeRole(tensor) : describeGroup(group, tensor, tensors), paint },
      { text: group === undefined ? '' : formatNumber(group.cosine) },
      { text: tensor.change === 0 ? 'the same' : `${formatNumber(100 * tensor.change)} %` },
    ];
  });
  const expected = laws.filter((law) => law.expected).map(({ law }) => law);
  const reasons = [...new Set(laws.flatMap(({ reason = [] }) => reason))];
  const titles = {
    exact: green('exactly scale-invariant'),
    partly: yellow('scale-invariant in part'),
    none: red('not scale-invariant'),
  };
  const lines = [
    bold(name) + (reference === undefined ? '' : dim(`  ${reference}`)),
    dim(`  ${gradients[gradient]}; ${noise === 'none' ? 'no gradient noise' : 'noise from mini-batches'}`),
    ...formatTable([head, ...rows]).map((line) => `  ${line}`),
    ...(breaks.length === 0 ? [] : ['', ...breaks.map((line) => `  ${yellow('!')} ${line}`)]),
    ...(expectations.length === 0 ? [] : ['', ...expectations.map(describeExpectation(green('✓'), red('✗')))]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((line) => `  note: ${line}`)]),
    '',
    `${bold(titles[scaleInvariant])}: ${expected.length} of ${laws.length} laws can be expected on it`,
    `  ✓  ${expected.join(', ')}`,
    ...reasons.map((reason) =>
      dim(
        `  –  ${laws
          .filter((law) => law.reason === reason)
          .map(({ law }) => law)
          .join(', ')}: ${reason}`,
      ),
    ),
    '',
  ];
  return withoutCommands(lines.join('\n'));
}

const describeExpectation =
  (right: string, wrong: string) =>
  ({ tensor, expected, found, met }: CheckedExpectation): string =>
    met ? `  ${right} ${tensor} is as expected: ${expected}` : `  ${wrong} ${tensor}: expected ${expected}, found ${found}`;

function describeGroup(
  { parts, tensors: members, invariance }: AnalysedGroup,
  { name }: AnalysedTensor,
  all: readonly AnalysedTensor[],
): string {
  const others = members.map((i) => all[i].name).filter((other) => other !== name);
  const what = others.length > 0 ? `jointly with ${others.join(', ')}` : (parts ?? 'yes');
  return what + { exact: '', 'to-rounding': ', up to rounding', nearly: ', but for an epsilon' }[invariance];
}

function describeRole({ role }: AnalysedTensor): string {
  const words = {
    unused: 'not used by the loss',
    gain: 'no: a gain',
    bias: 'no: a bias',
    layer: 'no: an unnormalized layer',
    flat: 'no: acts in jumps only',
    homogeneous: 'no: the loss grows with a power of it',
    penalised: 'no: a penalty in the loss',
    clipped: 'no: an absolute threshold',
  };
  return words[role!];
}
