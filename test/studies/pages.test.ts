import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { studies } from '../../src/studies/index.ts';

const docs = new URL('../../docs/', import.meta.url);
const [gallery, reviewers] = ['studies.md', 'reviewers.md'].map((file) => readFileSync(new URL(file, docs), 'utf8'));

test.each(studies)('$name is in the gallery with its figure, held when it was written, and answers who asked', (study) => {
  const [, section] = gallery.split(`\n## ${study.name}\n`);
  expect(section).toContain(`**${study.question}**`);
  expect(section.split('\n## ')[0]).toContain(`\`intrinsic-lr study ${study.name} --quick --seed 1\`: **holds**`);
  expect(existsSync(new URL(`figures/studies/${study.name}.svg`, docs))).toBe(true);
  for (const { asks } of study.askedBy)
    expect(reviewers).toContain(`${asks} | [${study.name}](studies.md#${study.name}) | holds |`);
});
