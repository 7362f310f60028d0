import type { CampaignReport } from '../falsification/campaign.ts';
import { formatCount } from './format-number.ts';
import { formatTable } from './format-table.ts';

/** A campaign as text: what was found, each in a sentence, and how far the conjecture survives. */
export function describeCampaign(report: CampaignReport): string {
  const { conjecture, verdict, found, reused, survey, tried, steps, seed, islands } = report;
  const headline = {
    refuted: `${conjecture} is refuted: a counterexample inside the claimed domain is certified`,
    outside:
      found.length > 0
        ? `${conjecture} fails outside its claimed domain`
        : `${conjecture}: no counterexample is certified, and not every suspect is explained`,
    survived: steps > 0 ? `${conjecture} survived` : `${conjecture} was not tried: nothing was run`,
  }[verdict];
  const unexplained = islands.flatMap((island) => island.unexplained);
  return [
    headline,
    `${formatCount(tried)} settings tried in ${formatCount(steps)} replica-steps, seed ${seed}`,
    ...(reused.length === 0 ? [] : ['', 'Kept before', ...reused.map(({ slug, verdict: now }) => `  ${slug}: ${now}`)]),
    ...(found.length === 0 ? [] : ['', `Found (${found.length})`]),
    ...found.flatMap(({ slug, sentence, breaches }) => [
      `  ${breaches.length === 0 ? 'inside ' : 'outside'} ${slug}`,
      `          ${sentence}`,
    ]),
    ...(unexplained.length === 0 ? [] : ['', `Suspects that were not certified: ${unexplained.length}`]),
    '',
    surveyLine(report),
    ...surveyMap(report),
    '',
    'Phases',
    ...islands.flatMap(({ index, exits }) =>
      Object.entries(exits).map(([phase, reason]) => `  island ${index}, ${phase}: ${reason}`),
    ),
    ...(survey.settings === 0 ? ['  no setting was surveyed: what was not found says little'] : []),
    '',
  ].join('\n');
}

function surveyLine({ survey: { settings, refuted, interval, undecided, level } }: CampaignReport): string {
  if (settings === 0) return 'Survey: none';
  const bound = `at most ${(100 * interval[1]).toPrecision(2)} %`;
  return `Survey: ${refuted} of ${settings} settings of the claimed domain fail, that is ${bound} of them (Clopper–Pearson, 95 %, with the ${undecided} undecided counted against the claim); each tested at ${level}`;
}

/** Ingredients with which most fails, and how often. */
function surveyMap({ survey }: CampaignReport): string[] {
  const rows = Object.entries(survey.byIngredient)
    .filter(([, { refuted }]) => refuted > 0)
    .sort(([, a], [, b]) => b.refuted / b.settings - a.refuted / a.settings)
    .slice(0, 8)
    .map(([name, { refuted, settings, interval }]) => [
      { text: name },
      { text: `${refuted} of ${settings}` },
      { text: `${(100 * interval[0]).toFixed(0)} to ${(100 * interval[1]).toFixed(0)} %` },
    ]);
  return rows.length === 0 ? [] : formatTable(rows).map((line) => `  ${line}`);
}
