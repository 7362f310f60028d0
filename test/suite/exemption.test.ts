import { describe, expect, test } from 'vitest';
import { ungranted } from '../../src/suite/exemption.ts';

const contract = { exempt: { 'first-step': 'rescales it by design' } };

describe('an exemption by contract', () => {
  test('of code that is named by reference is granted by nobody but who runs the laws', () => {
    expect(ungranted('first-step', contract, './mine.mjs')).toContain('--exempt first-step');
    expect(ungranted('first-step', contract, './mine.mjs')).toContain('rescales it by design');
    expect(ungranted('first-step', contract, './mine.mjs', ['determinism'])).toBeDefined();
    expect(ungranted('first-step', contract, './mine.mjs', ['determinism', 'first-step'])).toBeUndefined();
  });

  test('is not asked about where there is none', () => {
    expect(ungranted('determinism', contract, './mine.mjs')).toBeUndefined();
    expect(ungranted('first-step', undefined, './mine.mjs')).toBeUndefined();
  });

  test('is believed of this package and of objects in memory', () => {
    expect(ungranted('first-step', contract, 'builtin:lars')).toBeUndefined();
    expect(ungranted('first-step', contract, undefined)).toBeUndefined();
  });
});
