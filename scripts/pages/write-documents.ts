/**
 * Writes what documents repeat of the package: docs/laws.md, docs/causes.md, and the example and the laws in README.md.
 *
 *     npm run documents
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { causePage } from './cause-page.ts';
import { lawPage } from './law-page.ts';
import { readmeAnew } from './readme.ts';

const root = new URL('../../', import.meta.url);
writeFileSync(new URL('docs/laws.md', root), lawPage());
writeFileSync(new URL('docs/causes.md', root), causePage());
const readme = new URL('README.md', root);
writeFileSync(readme, readmeAnew(readFileSync(readme, 'utf8')));
