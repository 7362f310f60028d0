import { afterAll, describe, expect, test } from 'vitest';
import { inferOptions } from '../../../src/inference/options.ts';
import { closeChildren } from '../../../src/subjects/process/child-optimizer.ts';
import { openModuleSubject } from '../../../src/subjects/process/module-subject.ts';
import { temporaryFolder } from '../../suite/temporary-folder.ts';

/** SGD that keeps an average of something beside, which it never reads. */
const averaging = (of: string, more = ''): string => `export default {
  name: 'averaging', hyperparameters: { decay: 0.9 }, ${more}
  init: ({ parameters }) => ({ kept: parameters.map(({ data }) => data.slice()) }),
  update({ parameters, gradients, state, learningRate, hyperparameters: { decay } }) {
    parameters.forEach(({ data: w }, i) => {
      const [g, a] = [gradients[i].data, state.kept[i]];
      for (let j = 0; j < w.length; j++) { w[j] -= learningRate * g[j]; a[j] += (1 - decay) * (${of} - a[j]); }
    });
  },
};`;

const folder = temporaryFolder({
  'weights.mjs': averaging('w[j]'),
  'gradients.mjs': averaging('g[j]'),
  'own-copy.mjs': averaging('w[j]', 'copyState: (state) => structuredClone(state),'),
  'endless.mjs': averaging('w[j]').replace('({ kept:', '((state) => Object.assign(state, { state }))({ kept:'),
});

afterAll(closeChildren);

describe('what an optimizer in another process keeps', () => {
  test.each([
    ['weights', 'aside'],
    ['gradients', 'dead'],
    // Nobody can tell what such a state holds.
    ['own-copy', 'dead'],
    ['endless', 'dead'],
  ])('follows the weights or does not: %s', (name, effect) => {
    const subject = openModuleSubject({ reference: `./${name}.mjs`, directory: folder, timeLimit: 30 });
    expect(inferOptions(subject)).toEqual([{ name: 'decay', effect }]);
  });
});
