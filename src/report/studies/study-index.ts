import type { StudyClaim, StudyRecord } from '../../records/study-record.ts';
import { formatCount } from '../format-number.ts';
import { escaped, page } from '../html.ts';
import { allowedText, measuredText } from './study-text.ts';

/**
 * One page over a folder of studies: verdicts first, then each study with its figure, its claims and links to its data.
 *
 * @param records in the order in which they are shown; each lies beside the page as `NAME.json`, `.csv` and `.svg`
 * @returns a document that needs nothing but these files
 */
export function studyIndex(records: readonly StudyRecord[]): string {
  const rows = records.map(
    ({ study, verdict, question }) =>
      `<tr><td><a href="#${study}">${study}</a></td><td class="${verdict}">${verdict}</td><td>${escaped(question)}</td></tr>`,
  );
  return page(
    'Studies',
    `<h1>Studies</h1>
<p>Measured numbers stand beside their 99.99 % intervals. A claim holds where its interval lies within what is allowed, and is refuted where it lies outside of it.</p>
<table>${rows.join('\n')}</table>
${records.map(section).join('\n')}`,
  );
}

function section(record: StudyRecord): string {
  const { study, verdict, question, answer, prediction, source, protocol, failsWhere, correction, seed, quick } = record;
  const terms = [
    ...record.askedBy.map(({ reviewer, point, asks }) => [`Reviewer ${reviewer}, ${point}`, asks]),
    ['Answer', answer],
    ['Prediction', prediction],
    ['Source', source],
    ['Protocol', protocol],
    ['Fails where', failsWhere],
    ...(correction === undefined ? [] : [['Measured otherwise', correction]]),
  ];
  const claims = record.claims.map(
    (claim: StudyClaim) =>
      `<tr class="${claim.verdict}"><td>${claim.verdict}</td><td>${escaped(claim.what)}</td><td>${escaped(measuredText(claim))}</td><td>${escaped(allowedText(claim))}</td><td>${claim.trials}</td></tr>`,
  );
  return `<section id="${study}"><h2>${study}</h2><p><b>${escaped(question)}</b> <span class="${verdict}">${verdict}</span></p>
<img src="${study}.svg" alt="${escaped(record.figure.title)}">
<dl>${terms.map(([term, text]) => `<dt>${escaped(term)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>
<table><tr><th>verdict</th><th>claim</th><th>measured</th><th>allowed</th><th>trials</th></tr>${claims.join('\n')}</table>
<p><a href="${study}.json">JSON</a>, <a href="${study}.csv">CSV</a>; ${quick ? 'quick form' : 'full form'}, seed ${seed}, ${formatCount(record.replicas)} replicas, ${formatCount(record.replicaSteps)} steps.</p></section>`;
}
