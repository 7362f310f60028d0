import { expect, test } from 'vitest';
import { nearestName } from '../../src/arithmetic/nearest-name.ts';

test.each([
  ['adamww', 'adamw'],
  ['AdamW', 'adamw'],
  ['heavy-blal', 'heavy-ball'],
  ['loin', 'lion'],
  ['heavyball', 'heavy-ball'],
  ['adam', 'adam'],
])('takes %s for %s', (written, meant) => {
  expect(nearestName(written, ['adam', 'adamw', 'lion', 'heavy-ball'])).toBe(meant);
});

test('prefers the first of equally near names, and gives none where none is near', () => {
  expect(nearestName('beta', ['beta1', 'beta2'])).toBe('beta1');
  expect(nearestName('shampoo', ['adam', 'adamw', 'lion'])).toBeUndefined();
  expect(nearestName('adam', [])).toBeUndefined();
});
