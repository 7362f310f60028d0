/**
 * Writes docs/inferred.md: the intrinsic combination of every built-in optimizer and of the optimizers of PyTorch and optax, measured.
 *
 *     npm run inferred -- [--python path] [--torch path] [--optax path] [--only text]
 *
 * `--torch` and `--optax` name a Python that has the library; the default of both is
 * `--python`, and that of `--python` is INTRINSIC_LR_PYTHON or python3. With --only the rows that match are measured anew and the
 * others stay. Contracts of built-in
 * optimizers are left out, so that they are measured like the others. Exits with 1 where the combination is not the one of theory.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inferProfile, loadSubject, optimizers, type SymmetryExponents } from '../../src/index.ts';
import { closeChildren } from '../../src/subjects/process/child-optimizer.ts';
import { row as line } from '../table-row.ts';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.INTRINSIC_LR_PYTHON ?? 'python3' },
    torch: { type: 'string' },
    optax: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});

/** What theory says of each, by its reference. */
const expected: Readonly<Record<string, string>> = {
  'torch:SGD': 'η·λ',
  'torch:SGD?momentum=0.9': 'η·λ',
  'torch:SGD?momentum=0.9&nesterov=true': 'η·λ',
  'torch:SGD?momentum=0.9&dampening=0.9': 'η·λ',
  'torch:Adam': 'η²·λ',
  'torch:Adam?amsgrad=true': 'η²·λ',
  'torch:AdamW': 'η·λ',
  'torch:NAdam': 'η²·λ',
  'torch:RAdam': 'none',
  'torch:Adamax': 'η²·λ',
  'torch:RMSprop': 'η²·λ',
  'torch:RMSprop?centered=true&momentum=0.9': 'η²·λ',
  'torch:Adagrad': 'η²·λ',
  'torch:Adadelta': 'η·λ',
  'torch:NAdam?decoupled_weight_decay=true': 'η·λ',
  'torch:Adafactor': 'η,λ',
  'torch:Muon': 'η·λ',
  'optax:sgd': 'η·λ',
  'optax:sgd?momentum=0.9': 'η·λ',
  'optax:sgd?momentum=0.9&nesterov=true': 'η·λ',
  'optax:adam': 'η²·λ',
  'optax:amsgrad': 'η²·λ',
  'optax:adamw': 'η·λ',
  'optax:nadamw': 'η·λ',
  'optax:adamax': 'η²·λ',
  'optax:lion': 'η·λ',
  'optax:lamb': 'η',
  'optax:lars': 'η',
  'optax:adagrad': 'η²·λ',
  'optax:rmsprop': 'η²·λ',
  'optax:adadelta': 'η·λ',
  'optax:sign_sgd': 'η²·λ',
};

/** A row of the page. */
interface Row {
  readonly reference: string;
  readonly intrinsic: string;
  readonly symmetry: string;
  readonly decay: string;
  readonly notes: readonly string[];
}
const rowLine = ({ reference, intrinsic, symmetry: exponents, decay, notes }: Row): string =>
  line(`\`${reference}\``, intrinsic, exponents, decay, notes.join('; '));

const wrong: string[] = [];
const rows: Row[] = [];
const versions = new Set<string>();
for (const { name } of optimizers) await measure(`builtin:${name}`);
for (const reference of Object.keys(expected)) await measure(reference);
const page = new URL('../../docs/inferred.md', import.meta.url);
writeFileSync(page, options.only === '' ? markdown() : merge(readFileSync(page, 'utf8')));
for (const line of wrong) console.error(line);
process.exit(wrong.length > 0 ? 1 : 0);

async function measure(reference: string): Promise<void> {
  if (!reference.includes(options.only)) return;
  const library = reference.split(':')[0];
  const { [library]: own } = options as Readonly<Record<string, string | undefined>>;
  process.env.INTRINSIC_LR_PYTHON = own ?? options.python;
  let row: Row;
  try {
    const { contract, ...optimizer } = await loadSubject(reference);
    const profile = inferProfile(optimizer);
    const wanted = expected[reference] ?? combination(contract?.symmetry);
    if (wanted !== undefined && profile.intrinsic !== wanted)
      wrong.push(`${reference}: ${profile.intrinsic}, expected ${wanted}`);
    for (const { sentence } of profile.notes) if (sentence.startsWith('it runs in')) versions.add(sentence.slice(11));
    row = {
      reference,
      intrinsic: profile.intrinsic,
      symmetry: symmetry(profile.symmetry.value),
      decay: `${profile.weightDecay.value}${profile.decayOrder.value === 'after' ? ', after the update' : ''}`,
      notes: [...profile.notes, ...Object.values(profile.findings)]
        .map(({ sentence }) => sentence)
        .filter((sentence) => !sentence.startsWith('it runs in')),
    };
  } catch (thrown) {
    const { message } = thrown as Error;
    wrong.push(`${reference}: ${message}`);
    row = { reference, intrinsic: '?', symmetry: '', decay: '', notes: [message.split('\n')[0]] };
  }
  closeChildren();
  rows.push(row);
  console.error(`${reference}: ${row.intrinsic} ${row.symmetry} ${row.decay} ${row.notes.join('; ')}`);
}

/** Mirrors `intrinsicCombination`: what a contract's exponents leave invariant. */
function combination(exponents: SymmetryExponents | null | undefined): string | undefined {
  if (exponents === undefined || exponents === null) return undefined;
  const { learningRate: a, weightDecay: b } = exponents;
  if (a === 0) return b === 0 ? 'η,λ' : 'η';
  return b === 0 ? 'λ' : b === -2 * a ? 'η²·λ' : 'η·λ';
}

function symmetry(exponents: SymmetryExponents | null): string {
  if (exponents === null) return 'none';
  const names: Readonly<Record<string, string>> = { learningRate: 'η', weightDecay: 'λ' };
  return Object.entries(exponents)
    .map(([name, exponent]) => `${names[name] ?? name} ${exponent}`.replace('-', '−'))
    .join(', ');
}

/** The page with the rows that were measured in the place of the old ones. */
function merge(text: string): string {
  const lines = text.split('\n');
  for (const row of rows) lines[lines.findIndex((old) => old.startsWith(`| \`${row.reference}\` |`))] = rowLine(row);
  return lines.join('\n');
}

function markdown(): string {
  return [
    '# Intrinsic learning rates, measured',
    '',
    'Written by `npm run inferred`: nothing is claimed by a contract here, everything is read off updates on a synthetic',
    'scale-invariant loss. The exponents say which rescaling (η, λ, ε, …) → (cᵃη, cᵇλ, cᵉε, …) turns the run from w₀ into the run from c·w₀,',
    'bit for bit at c = 8; the combination is what they leave alone.',
    '',
    `Versions: ${[...versions].sort().join('; ')}.`,
    '',
    line('optimizer', 'intrinsic', 'exponents', 'weight decay', 'notes'),
    line('---', '---', '---', '---', '---'),
    ...rows.map(rowLine),
    '',
  ].join('\n');
}
