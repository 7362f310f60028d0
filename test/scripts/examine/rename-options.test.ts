import { expect, test } from 'vitest';
import { renameOptions } from '../../../scripts/examine/rename-options.ts';
import { adamw } from '../../../src/optimizers/index.ts';
import { trajectory } from '../../fixtures/synthetic-training.ts';

const renamed = renameOptions({
  ...adamw,
  contract: {
    symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 },
    roles: { beta2: 'second-moment' },
    rateReference: 'beta1',
  },
});

test('options and the claims about them get other names', () => {
  const names = Object.keys(renamed.hyperparameters!);
  expect(names).toEqual(['q3', 'q2', 'q1']);
  const [first, second, epsilon] = names;
  expect(renamed.contract).toEqual({
    symmetry: { learningRate: 1, weightDecay: -1, [epsilon]: -1 },
    roles: { [second]: 'second-moment' },
    rateReference: first,
  });
});

test('the rule is the same, and its options still act', () => {
  const halved = (name: string) => ({
    conditions: ({ hyperparameters }: { hyperparameters: Record<string, number> }) => void (hyperparameters[name] /= 2),
  });
  expect(trajectory(renamed)).toEqual(trajectory(adamw));
  expect(trajectory(renamed, halved('q3'))).toEqual(trajectory(adamw, halved('beta1')));
});
