/**
 * Writes docs/studies.md, docs/reviewers.md and docs/figures/studies from a folder of results.
 *
 *     npm run study-pages -- [study-results] [full-results]
 *
 * A second folder has results of full forms, of whichever studies there are.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { studies } from '../../src/index.ts';
import { studyRecord, type StudyRecord } from '../../src/records/study-record.ts';
import { reviewersPage } from '../../src/report/studies/reviewers-page.ts';
import { studiesGallery } from '../../src/report/studies/studies-gallery.ts';

const [folder = 'study-results', fullFolder] = process.argv.slice(2);
const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const read = (path: string): StudyRecord => studyRecord.schema.parse(JSON.parse(readFileSync(path, 'utf8')));
const records = studies.map(({ name }) => read(join(folder, `${name}.json`)));
const full = studies
  .map(({ name }) => join(fullFolder ?? '', `${name}.json`))
  .filter((path) => fullFolder !== undefined && existsSync(path))
  .map(read);
mkdirSync(join(docs, 'figures/studies'), { recursive: true });
for (const { study } of records) copyFileSync(join(folder, `${study}.svg`), join(docs, 'figures/studies', `${study}.svg`));
writeFileSync(join(docs, 'studies.md'), `${studiesGallery(records, 'figures/studies', full).trimEnd()}\n`);
writeFileSync(join(docs, 'reviewers.md'), `${reviewersPage(records, 'studies.md').trimEnd()}\n`);
