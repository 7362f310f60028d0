import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lawPage } from '../scripts/pages/law-page.ts';
import { readmeAnew } from '../scripts/pages/readme.ts';
import { laws } from '../src/laws/index.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const withoutTime = (text: string): string => text.replace(/, [\d.]+ s$/gm, ', … s');

describe('README.md', () => {
  test('shows what its example prints, and the laws that there are (npm run documents)', () => {
    expect(withoutTime(readme)).toBe(withoutTime(readmeAnew(readme)));
    expect(readme).toContain('Likely cause: the decay is not multiplied by the learning rate');
    for (const { id } of laws) expect(readme).toContain(`| \`${id}\` |`);
  });

  test('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\(([^):]+)\)/g)].map(([, path]) => path);
    expect(links).toContain('docs/figures/studies/equilibrium.svg');
    expect(links.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});

test('docs/laws.md is what the laws say of themselves (npm run documents)', () => {
  const page = readFileSync(`${root}docs/laws.md`, 'utf8');
  expect(page).toBe(lawPage());
});

test('every law has a property', () => {
  expect(laws.map(({ id }) => id).filter((id) => !existsSync(`${root}properties/${id}.property.ts`))).toEqual([]);
});
