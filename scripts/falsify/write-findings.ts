/**
 * Writes docs/findings.md and its figures from what is kept in fixtures/counterexamples and from the surveys of campaigns.
 *
 *     npm run findings -- [campaign report.json ...]
 *
 * A report is what `intrinsic-lr falsify --json` printed: its survey says how far a conjecture survives.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CampaignReport } from '../../src/index.ts';
import { conjectures } from '../../src/falsification/conjectures/index.ts';
import { essentialOf, isInside, type Counterexample } from '../../src/falsification/counterexample.ts';
import { counterexampleOf } from '../../src/falsification/kept-counterexample.ts';
import { drawFigures } from '../../src/cli/draw-figures.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const corpus = join(root, 'fixtures/counterexamples');
const figures = join(root, 'docs/figures/falsify');
const number = (value: number): string => String(Number(value.toPrecision(2)));
const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')) as CampaignReport);

const kept = conjectures.flatMap((conjecture) => {
  const folder = join(corpus, conjecture.id);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return files.sort().map((name) => {
    const found = counterexampleOf(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if ('problem' in found) throw new Error(`${name}: ${found.problem}`);
    return { conjecture, found: { ...found, slug: basename(name, '.json') } };
  });
});
await drawFigures(
  kept.map(({ found }) => found),
  figures,
  root,
);

/** How far an effect is from none: the end of its interval that is nearer to 0, in tolerances. */
const strengthOf = ({ effect: { interval, tolerance } }: Counterexample): number =>
  Math.min(...interval.map(Math.abs)) / tolerance;
const counting = kept.filter(({ conjecture, found }) => isInside(found, conjecture.lasting));
/** Below this many tolerances an effect is weak. */
const WEAK = 3;

const text = [
  '# What falsify found',
  '',
  'Written by `npm run findings` from `fixtures/counterexamples`; how a campaign works is in [falsify.md](falsify.md).',
  'Each counterexample was found from a seed alone, confirmed on fresh streams, shrunk, and certified on streams of its own at the level',
  'given. `intrinsic-lr replay FILE` runs the certification again, bit for bit.',
  '',
  '## What counts against a conjecture',
  '',
  'Inside the claimed domain, and lasting. Strength is the end of the 99 % interval that is nearer to none, in tolerances of the claim;',
  `below ${WEAK} it is called weak.`,
  '',
  '| counterexample | essential | strength |',
  '|---|---|---|',
  ...counting.map(({ conjecture, found }) => {
    const essential = essentialOf(found).map(({ path, value }) => `\`${path}\` ${JSON.stringify(value)}`);
    const strength = strengthOf(found);
    return `| [${conjecture.id}/${found.slug}](#${found.slug.toLowerCase()}-inside) | ${essential.join(', ') || 'nothing: the plain setting'} | ${number(strength)}${strength < WEAK ? ', weak' : ''} |`;
  }),
  '',
  ...(counting.some(({ conjecture }) => conjecture.id === 'equilibrium')
    ? []
    : ['None of them counts against `equilibrium` itself: what it claims has failed outside of its hypotheses only.', '']),
  '`momentum-rescaling/objective-family-digits-mlp`, `rotation/objective-family-digits-mlp_optimizer-rule-adamw` and the one of `signsgd` on',
  '`von-mises-fisher` have one cause, which their curves show: laws of noise alone are claimed of settings in which the gradients of one',
  'step are like those of the step before. The less noise (larger batches, smaller σ), the larger the effect. A hypothesis that noise',
  'dominates the drift would exclude them; their sources state the laws without it, or as an approximation.',
  '',
  '`rotation/objective-family-digits-mlp_objective-depth-12` is of another kind: under plain SGD the mean of log cos is pinned exactly, and',
  'the mean square of the angle is not, where steps are uneven. That they are in deep networks is a guess; measured is the dose, of which 6 to 9',
  'layers pass the tolerance. Of `batch-temperature/objective-normaliser-layer` the plain setting is off in the same',
  'direction already, by less than what counts: layer normalisation makes it four times as large, and is not all of its cause.',
  '',
  'The one of `equilibrium` is several basins. It was found by the control of the search, which surveys what theory supports. Two layers of',
  '8 units and batches of half of the rows at a small rate have so little noise that a run stays in the basin that it has fallen into: runs',
  'from one direction, which begin far out and so nearly without noise, all fall into the same one, runs from any directions do not, and 80/(ηλ) steps do',
  'not make them forget. Between runs from directions of their own there is no difference, though η and the norm differ fourfold. In networks of 32 units a layer it is gone, and',
  'nearly so with labels that mean nothing: what theory assumes of connected minimisers (Nguyen 2019; Kuditipudi et al. 2019; Li, Wang & Yu 2022) it needs. The',
  'control is since then of networks with 16 units a layer or more, or with one layer.',
  '',
  '## To go on',
  '',
  '```',
  'for c in equilibrium fast-equilibrium rotation rate-drop momentum-rescaling batch-temperature adam-l2-intrinsic; do',
  '  intrinsic-lr falsify --conjecture $c --budget 10m --seed 1 --json > $c.json',
  'done',
  'npm run findings -- *.json',
  '```',
  '',
  'takes 70 minutes on two cores, tries what is kept first, keeps what is new, and writes this page with the surveys.',
  '',
];
for (const conjecture of conjectures) {
  const own = kept.filter((each) => each.conjecture.id === conjecture.id);
  text.push(`## ${conjecture.id}`, '', `${conjecture.claim} (${conjecture.source}.)`, '');
  for (const { survey, tried, steps, seed } of reports.filter((report) => report.conjecture === conjecture.id)) {
    if (survey.settings === 0) continue;
    text.push(
      `A campaign with seed ${seed} tried ${tried} settings in ${steps} replica-steps. Survey of the claimed domain: ${survey.refuted} of ${survey.settings} settings fail, ` +
        `at most ${number(100 * survey.interval[1])} % of them (Clopper–Pearson, 95 %, with the ${survey.undecided} undecided counted against the claim).`,
      '',
    );
  }
  if (own.length === 0) text.push('Nothing is kept.', '');
  for (const { found } of own) {
    const where = isInside(found, conjecture.lasting) ? 'inside' : found.breaches.length === 0 ? 'inside, slow' : 'outside';
    text.push(`### ${found.slug} (${where})`, '', found.sentence, '');
    const rows = found.ablation.map(({ ingredient, effect, essential }) => {
      const dose = found.doses.find(({ path }) => path === ingredient.path);
      const left = effect === null ? '–' : `${number(effect.mean)}${effect.error === null ? '' : ` ± ${number(effect.error)}`}`;
      const threshold =
        dose === undefined ? '' : dose.threshold === null ? 'every dose' : dose.threshold.map(number).join(' to ');
      return `| \`${ingredient.path}\` | ${JSON.stringify(ingredient.value)} | ${left} | ${essential ? 'yes' : 'no'} | ${threshold} |`;
    });
    if (rows.length > 0) {
      text.push(
        `| ingredient | value | ${found.effect.metric} without it | essential | threshold of the dose |`,
        '|---|---|---|---|---|',
        ...rows,
        '',
      );
    }
    const { contrasts = [] } = found;
    if (contrasts.length > 0) {
      text.push(
        `| where the two runs are alike in | ${found.effect.metric} differs by | essential |`,
        '|---|---|---|',
        ...contrasts.map(
          ({ what, effect, essential }) =>
            `| \`${what}\` | ${effect === null ? '–' : `${number(effect.mean)} ± ${number(effect.error ?? 0)}`} | ${essential ? 'yes' : 'no'} |`,
        ),
        '',
      );
    }
    for (const { path, points } of found.doses.filter(
      (dose) => !found.ablation.some(({ ingredient }) => ingredient.path === dose.path),
    )) {
      const values = points.map(({ value, effect }) => `${number(value)}: ${effect === null ? '–' : number(effect.mean)}`);
      text.push(`Effect by \`${path}\`: ${values.join(', ')}.`, '');
    }
    const times = found.persistence.points.map(
      ({ horizon, effect }) => `${horizon}: ${effect === null ? '–' : number(effect.mean)}`,
    );
    text.push(
      `Effect by horizon, in units of 1/(ηλ): ${times.join(', ')}. Found with ${found.chain[0].length} ingredients, kept with ${essentialOf(found).length}. Level ${found.alpha.toPrecision(2)}.`,
      '',
      `![${found.slug}](figures/falsify/${conjecture.id}/${found.slug}.svg)`,
      '',
      `\`intrinsic-lr replay fixtures/counterexamples/${conjecture.id}/${found.slug}.json\``,
      '',
    );
  }
}
writeFileSync(join(root, 'docs/findings.md'), `${text.join('\n').trim()}\n`);
