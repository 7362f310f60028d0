import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { AnalysedGroup, AnalysedTensor, ModelAnalysis } from '../inference/model/model-analysis.ts';
import { suggestName } from './suggest-name.ts';

/** What somebody expects of a tensor, beside what was found. */
export interface CheckedExpectation {
  readonly tensor: string;
  readonly expected: string;
  readonly found: string;
  readonly met: boolean;
}

type Found = Pick<AnalysedTensor, 'role' | 'form'> & { readonly group?: AnalysedGroup };

/** Words for what a tensor can be expected to be, and when that is so; those of blocks take a size, `columns:4`. */
const words: Readonly<Record<string, (found: Found, size: string | undefined) => boolean>> = {
  invariant: ({ group }) => group !== undefined,
  exact: ({ group }) => group?.invariance === 'exact',
  'to-rounding': ({ group }) => group?.invariance === 'to-rounding',
  nearly: ({ group }) => group?.invariance === 'nearly',
  none: ({ group }) => group === undefined,
  whole: ({ group }) => group?.per === 'whole' && group.tensors.length === 1,
  joint: ({ group }) => group !== undefined && group.tensors.length > 1,
  column: ({ group }) => group?.per === 'column',
  row: ({ group }) => group?.per === 'row',
  columns: ({ group }, size) => group?.per === 'columns' && fits(group, size),
  rows: ({ group }, size) => group?.per === 'rows' && fits(group, size),
  'spread-columns': ({ group }, size) => group?.per === 'spread-columns' && fits(group, size),
  'spread-rows': ({ group }, size) => group?.per === 'spread-rows' && fits(group, size),
  slice: ({ group }, axis) => group?.per === 'slice' && (axis === undefined || group.axes?.join('.') === axis),
  gain: ({ role, form }, stored) => role === 'gain' && (stored === undefined || form === stored),
  ...Object.fromEntries(
    (['bias', 'layer', 'homogeneous', 'penalised', 'clipped', 'unused'] as const).map((name) => [
      name,
      ({ role }: Found) => role === name,
    ]),
  ),
};

const fits = ({ block }: AnalysedGroup, size: string | undefined): boolean => size === undefined || block === Number(size);

/**
 * Compares an analysis with what is expected of its tensors.
 *
 * @param expectations `name=what`, where what is `column`, `row`, `whole`, `joint`, `columns:4`, `slice:1`, `invariant`, `exact`, `nearly`,
 *   `none`, or a role such as `gain` or `gain:one-plus`; a tensor may be named several times
 * @throws ConfigurationError `MODEL_EXPECTATION` for a tensor or a word that there is not, with the nearest one
 */
export function checkExpectations({ tensors, groups }: ModelAnalysis, expectations: readonly string[]): CheckedExpectation[] {
  const invalid = (problem: string, advice: string): ConfigurationError =>
    new ConfigurationError('MODEL_EXPECTATION', problem, advice);
  return expectations.map((text) => {
    const { name, word, size } = /^(?<name>.+)=(?<word>[^=:]+)(?::(?<size>[^=:]+))?$/.exec(text)?.groups ?? {};
    if (name === undefined) throw invalid(`"${text}" is no expectation`, 'write name=what, such as kernel=column');
    const tensor = tensors.find((candidate) => candidate.name === name);
    if (tensor === undefined) {
      const names = tensors.map((candidate) => candidate.name);
      throw invalid(`the model has no tensor ${name}`, suggestName(name, names));
    }
    if (!Object.hasOwn(words, word)) throw invalid(`${text}: nothing is called ${word}`, suggestName(word, Object.keys(words)));
    const group = tensor.group === undefined ? undefined : groups[tensor.group];
    const met = words[word]({ ...tensor, group } as Found, size);
    return { tensor: name, expected: size === undefined ? word : `${word}:${size}`, found: describeFound(tensor, group), met };
  });
}

/** In the words of expectations, as many as apply. */
function describeFound({ role, form }: AnalysedTensor, group: AnalysedGroup | undefined): string {
  if (group === undefined) return form === undefined || form === 'gain' ? role! : `${role}:${form}`;
  const { per, block, axes, invariance, tensors } = group;
  const size = block === undefined ? (per === 'slice' ? `:${axes!.join('.')}` : '') : `:${block}`;
  return `${tensors.length > 1 ? 'joint' : per}${size}, ${invariance}`;
}
