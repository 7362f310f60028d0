import type { Counterexample } from '../../falsification/counterexample.ts';
import type { Field } from '../../falsification/space/field.ts';
import type { Effect } from '../../falsification/task.ts';
import type { Examined } from '../../suite/campaign/examined.ts';
import type { Cell, Column, Table } from './table.ts';

const key: readonly Column<Pick<Examined, 'island' | 'number'>>[] = [
  { name: 'island', type: 'count', says: 'number of the island; -1 for the corpus', of: ({ island }) => island },
  { name: 'number', type: 'count', says: 'of the examination on its island, in the order of asking', of: ({ number }) => number },
];

const examination: readonly Column<Examined>[] = [
  ...key,
  {
    name: 'phase',
    type: 'text',
    says: 'what it was part of: search/rung 0, pursuit 3/confirm, survey/12; names the streams',
    of: ({ task }) => task.phase.replace(/^island \d+\//, ''),
  },
  { name: 'kind', type: 'text', says: 'screen: a look without error control; decide: a test', of: ({ task }) => task.kind },
  {
    name: 'verdict',
    type: 'text',
    says: 'screened, refuted, holds, undecided, or impossible where it cannot be run',
    of: ({ result }) => result.verdict,
  },
  { name: 'alpha', type: 'number', says: 'level of a test', of: ({ task }) => (task.kind === 'decide' ? task.alpha : null) },
  { name: 'replicas', type: 'count', says: 'replicas that were run', of: ({ result }) => result.replicas },
  { name: 'steps', type: 'count', says: 'replica-steps that were run', of: ({ result }) => result.steps },
  { name: 'reason', type: 'text', says: 'why nothing is decided, or cannot be run', of: ({ result }) => result.reason ?? null },
  {
    name: 'inside',
    type: 'flag',
    says: 'whether the setting, as it was run, is inside the claimed domain',
    of: ({ breaches }) => breaches.length === 0,
  },
  { name: 'breaches', type: 'text', says: 'the hypotheses that it breaks', of: ({ breaches }) => breaches.join('; ') || null },
  { name: 'setting', type: 'text', says: 'what is not plain of the setting, in words', of: ({ words }) => words },
];

/** The fields of settings as columns: `objective.width` is `objective_width`. */
function settingColumns(fields: readonly Field[]): readonly Column<Examined>[] {
  return fields.map(({ path, name, plain }): Column<Examined> => {
    const isNumber = typeof plain === 'number';
    const isList = typeof plain === 'object';
    return {
      name: path.replaceAll('.', '_'),
      type: isNumber ? 'number' : 'text',
      says: `${name}${isList ? ', as JSON' : ''}; plain: ${isList ? JSON.stringify(plain) : String(plain)}`,
      of({ task }) {
        const value = path.split('.').reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], task.setting);
        return isList ? JSON.stringify(value) : (value as Cell);
      },
    };
  });
}

/** A quantity of an examination. */
type Measured = Pick<Examined, 'island' | 'number'> & Effect & { readonly verdict: string | null };

const effects: readonly Column<Measured>[] = [
  ...key,
  { name: 'metric', type: 'text', says: 'what was compared', of: ({ metric }) => metric },
  { name: 'effect', type: 'number', says: 'mean over replicas of the difference', of: ({ mean }) => mean },
  { name: 'error', type: 'number', says: 'its standard error; missing: fewer than two replicas', of: ({ error }) => error },
  { name: 'tolerance', type: 'number', says: 'difference that is small enough to be none', of: ({ tolerance }) => tolerance },
  { name: 'verdict', type: 'text', says: 'of a test of this quantity', of: ({ verdict }) => verdict },
];

const found: readonly Column<Counterexample>[] = [
  { name: 'slug', type: 'text', says: 'its name', of: ({ slug }) => slug },
  { name: 'inside', type: 'flag', says: 'whether it breaks no hypothesis', of: ({ breaches }) => breaches.length === 0 },
  { name: 'persistence', type: 'text', says: 'lasting, or slow where it fades', of: ({ persistence }) => persistence.kind },
  { name: 'metric', type: 'text', says: 'the quantity that it is told by', of: ({ effect }) => effect.metric },
  { name: 'effect', type: 'number', says: 'mean over replicas of the certification', of: ({ effect }) => effect.mean },
  { name: 'low', type: 'number', says: 'lower end of the 99 % interval', of: ({ effect }) => effect.interval[0] },
  { name: 'high', type: 'number', says: 'upper end of the 99 % interval', of: ({ effect }) => effect.interval[1] },
  { name: 'tolerance', type: 'number', says: 'difference that is small enough', of: ({ effect }) => effect.tolerance },
  { name: 'replicas', type: 'count', says: 'replicas of the certification', of: ({ effect }) => effect.replicas },
  { name: 'alpha', type: 'number', says: 'level of the certification', of: ({ alpha }) => alpha },
  {
    name: 'essential',
    type: 'text',
    says: 'ingredients without which nothing is left, as JSON: path and value',
    of: ({ ablation }) => JSON.stringify(ablation.filter((each) => each.essential).map(({ ingredient }) => ingredient)),
  },
  { name: 'sentence', type: 'text', says: 'the explanation', of: ({ sentence }) => sentence },
];

/**
 * A row for each look at a setting and each test of one.
 *
 * @param fields of the space that was searched
 */
export function examinedTable(examined: readonly Examined[], fields: readonly Field[]): Table<Examined> {
  return {
    name: 'examined',
    says: 'a row for each look at a setting and each test of one',
    columns: [...examination, ...settingColumns(fields)],
    rows: examined,
  };
}

/** A row for each quantity of each look and test; `island` and `number` are those of `examined`. */
export function effectsTable(examined: readonly Examined[]): Table<Measured> {
  const rows = examined.flatMap(({ island, number, result }) =>
    result.effects.map((effect): Measured => {
      const tested = result.quantities?.find(({ metric }) => metric === effect.metric);
      return { island, number, ...effect, verdict: tested?.verdict ?? null };
    }),
  );
  return { name: 'effects', says: 'a row for each quantity of each look and test', columns: effects, rows };
}

/** A row for each counterexample that was certified. */
export function foundTable(rows: readonly Counterexample[]): Table<Counterexample> {
  return { name: 'found', says: 'a row for each counterexample that was certified', columns: found, rows };
}
