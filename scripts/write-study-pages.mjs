/**
 * Writes docs/studies.md, docs/reviewers.md and docs/figures/studies from a folder of results.
 *
 *     node dist/cli/main.js study --all --quick --output study-results && node scripts/write-study-pages.mjs study-results
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { studies } from '../dist/index.js';
import { studyRecord } from '../dist/records/study-record.js';
import { reviewersPage } from '../dist/report/studies/reviewers-page.js';
import { studiesGallery } from '../dist/report/studies/studies-gallery.js';

const folder = process.argv[2] ?? 'study-results';
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const records = studies.map(({ name }) =>
  studyRecord.schema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))),
);
mkdirSync(join(docs, 'figures/studies'), { recursive: true });
for (const { study } of records) copyFileSync(join(folder, `${study}.svg`), join(docs, 'figures/studies', `${study}.svg`));
writeFileSync(join(docs, 'studies.md'), `${studiesGallery(records, 'figures/studies').trimEnd()}\n`);
writeFileSync(join(docs, 'reviewers.md'), `${reviewersPage(records, 'studies.md').trimEnd()}\n`);
