import { expect, test } from 'vitest';
import { nearestName } from '../../src/objectives/nearest-name.ts';

test.each([
  ['sdg', ['sgd', 'adam'], 'sgd'],
  ['ADAMW', ['adam', 'adamw'], 'adamw'],
  ['twobasin', ['two-basins', 'digits-mlp'], 'two-basins'],
  ['xyz', ['sgd', 'adam'], undefined],
  ['anything', [], undefined],
])('%s among %j', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected);
});
