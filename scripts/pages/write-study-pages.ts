/**
 * Writes docs/studies.md, docs/reviewers.md and docs/figures/studies from a folder of results.
 *
 *     npm run study-pages -- [study-results]
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { studies } from '../../src/index.ts';
import { studyRecord } from '../../src/records/study-record.ts';
import { reviewersPage } from '../../src/report/studies/reviewers-page.ts';
import { studiesGallery } from '../../src/report/studies/studies-gallery.ts';

const folder = process.argv[2] ?? 'study-results';
const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const records = studies.map(({ name }) =>
  studyRecord.schema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))),
);
mkdirSync(join(docs, 'figures/studies'), { recursive: true });
for (const { study } of records) copyFileSync(join(folder, `${study}.svg`), join(docs, 'figures/studies', `${study}.svg`));
writeFileSync(join(docs, 'studies.md'), `${studiesGallery(records, 'figures/studies').trimEnd()}\n`);
writeFileSync(join(docs, 'reviewers.md'), `${reviewersPage(records, 'studies.md').trimEnd()}\n`);
