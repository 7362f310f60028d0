import type { Document, Result, SubjectDescription } from '../../suite/document.ts';
import { baselinesOf } from '../baselines-of.ts';
import { describeBaseline } from '../describe-baseline.ts';
import { describeError } from '../describe-error.ts';
import { describeRefutation, plural } from '../describe-refutation.ts';
import { describeSubject } from '../describe-subject.ts';
import { formatNumber } from '../format-number.ts';
import { escaped, page } from '../html.ts';
import { printableDocument } from '../printable-document.ts';
import type { Reporter } from './reporter.ts';

const style = `
code { overflow-wrap: anywhere } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: .6rem; font-size: 13px }
svg { vertical-align: middle } .dim { color: #666 }`;

/** A page that can be sent: verdicts, how far each effect is from what is allowed, and each refutation with its replay. */
export const html: Reporter = {
  name: 'html',
  description: 'a page to look at and to send, which needs no other file',
  form: 'data',
  render(received) {
    const document = printableDocument(received);
    const { verdict, kind, seed, alpha, version, results, errors } = document;
    const count = (value: Result['verdict']): number => results.filter((result) => result.verdict === value).length;
    const problems = errors.map((error) => `<pre class="refuted">${escaped(describeError(error, false).join('\n'))}</pre>`);
    const body = `<h1>${escaped(kind)}: <span class="${verdict}">${verdict}</span></h1>
<p>${count('holds')} hold, ${count('refuted')} refuted, ${count('undecided')} undecided, ${document.skipped.length} not claimed. Seed ${seed}, α ${formatNumber(alpha)}, intrinsic-lr ${escaped(version)}.</p>
${problems.join('\n')}
${document.subjects.map((subject) => section(document, subject)).join('\n')}`;
    return page(`intrinsic-lr ${kind}: ${verdict}`, body, style);
  },
};

function section(document: Document, subject: SubjectDescription): string {
  const own = <Item extends { readonly subject?: string }>(items: readonly Item[]): Item[] =>
    items.filter(({ subject: name = document.subjects[0]?.name }) => name === subject.name);
  const results = own(document.results);
  const refuted = results.filter(({ verdict }) => verdict === 'refuted');
  const skipped = own(document.skipped);
  const baselines = own(baselinesOf(document)).map(({ baseline }) => describeBaseline(baseline).join('\n'));
  const about = subject.notes.map(({ sentence }) => `<li>${escaped(sentence)}</li>`);
  return `<section><h2>${escaped(subject.name)}</h2>
<p class="dim">${describeSubject(subject).map(escaped).join('<br>')}</p>
${about.length > 0 ? `<ul>${about.join('')}</ul>` : ''}
${refuted.map((result) => refutation(result, document)).join('\n')}
${baselines.map((text) => `<pre>${escaped(text)}</pre>`).join('\n')}
${results.length === 0 ? '' : `<table><tr><th></th><th>law</th><th>objective</th><th>effect</th><th>allowed</th><th>effect over allowed, 10⁻³ to 10³</th><th></th></tr>\n${results.map(row).join('\n')}</table>`}
${skipped.length === 0 ? '' : `<details><summary>${plural(skipped.length, 'law')} not claimed</summary><table>${skipped.map(({ law, objective, reason }) => `<tr><td>${escaped(law)}</td><td>${escaped(objective)}</td><td>${escaped(reason)}</td></tr>`).join('\n')}</table></details>`}
</section>`;
}

function refutation(result: Result, document: Document): string {
  const [headline, ...lines] = describeRefutation(result, document);
  const cause = result.cause === undefined ? '' : ` <span class="dim">(${escaped(result.cause)})</span>`;
  return `<h3 class="refuted">${escaped(headline)}${cause}</h3><pre>${lines.map(escaped).join('\n')}</pre>`;
}

function row({ law, objective, verdict, effect, tolerance, reason = '' }: Result): string {
  const mark = { holds: '✓', refuted: '✗', undecided: '?' }[verdict];
  return `<tr><td class="${verdict}">${mark}</td><td class="${verdict}">${escaped(law)}</td><td class="dim">${escaped(objective)}</td><td>${formatNumber(effect)}</td><td>${formatNumber(tolerance)}</td><td>${gauge(effect, tolerance, verdict)}</td><td>${escaped(reason)}</td></tr>`;
}

/** Decades that a gauge shows to either side of what is allowed. */
const DECADES = 3;
const [WIDTH, HEIGHT] = [120, 12];
const colours = { holds: '#0a6b3d', refuted: '#b3261e', undecided: '#8a6100' } as const;

/** A dot on a logarithmic axis of |effect| over what is allowed, which is the line in the middle; what is further out stands at the end. */
function gauge(effect: number | null, tolerance: number | null, verdict: Result['verdict']): string {
  if (effect === null || tolerance === null) return '';
  const decades = Math.log10(Math.abs(effect) / tolerance);
  // 0/0: nothing was seen and nothing is allowed.
  const x = Number.isNaN(decades) ? -DECADES : Math.max(-DECADES, Math.min(DECADES, decades));
  const at = (value: number): string => (((value + DECADES) / (2 * DECADES)) * (WIDTH - HEIGHT) + HEIGHT / 2).toFixed(1);
  const title = `${formatNumber(Math.abs(effect))} of ${formatNumber(tolerance)}`;
  return `<svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${title}"><rect width="${at(0)}" height="${HEIGHT}" fill="#e6f2ec"/><line x1="${at(0)}" x2="${at(0)}" y2="${HEIGHT}" stroke="#222"/><circle cx="${at(x)}" cy="${HEIGHT / 2}" r="4" fill="${colours[verdict]}"/></svg>`;
}
