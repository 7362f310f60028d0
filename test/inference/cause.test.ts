import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/inference/cause.ts';

describe('the vocabulary of causes', () => {
  test('says each of them once, in a sentence', () => {
    const sentences = Object.values(causes).map(({ sentence }) => sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(Object.keys(causes).filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  test('is the one that docs/causes.md tells (npm run documents)', () => {
    const page = readFileSync(new URL('../../docs/causes.md', import.meta.url), 'utf8');
    const told = [...page.matchAll(/^\| `(\S+)` \| (.*) \|$/gm)].map(([, id, sentence]) => [id, sentence]);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(causes).map(([id, { sentence }]) => [id, sentence])),
    );
  });
});
