import type { StudyClaim, StudyRecord } from '../../records/study-record.ts';
import { formatCount } from '../format-number.ts';
import { allowedText, measuredText } from './study-text.ts';

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; margin: 1rem 0; font-size: 13px } td, th { padding: 2px 10px 2px 0; text-align: left; vertical-align: top }
img { max-width: 100% } .holds { color: #0a6b3d } .refuted { color: #b3261e } .undecided { color: #8a6100 }
section { border-top: 1px solid #ddd; margin-top: 2rem } dt { font-weight: 600 } dd { margin: 0 0 .4rem }`;

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
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Studies</title><style>${style}</style></head><body>
<h1>Studies</h1>
<p>Measured numbers stand beside their 99.99 % intervals. A claim holds where its interval lies within what is allowed, and is refuted where it lies outside of it.</p>
<table>${rows.join('\n')}</table>
${records.map(section).join('\n')}
</body></html>
`;
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

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!);
}
