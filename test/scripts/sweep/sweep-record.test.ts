import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkOptimizer, readDocument } from '../../../scripts/sweep/check-optimizer.ts';
import { temporaryFolder } from '../../suite/temporary-folder.ts';

const settings = { by: 'intrinsic-lr at 0000000', seed: 1, configurations: 5, limit: 30 };
const listed = { library: 'library', version: '1.0', name: 'Ranger', module: 'library.ranger', class: 'Ranger' };

test('a class is checked in a file that imports it', async () => {
  const folder = temporaryFolder({
    // A check that answers with the words and the file that it was given.
    'main.mjs': `
      import { readFileSync } from 'node:fs';
      const [, reference] = process.argv.slice(2);
      const result = { law: 'first-step', verdict: 'refuted', diagnosis: readFileSync(reference.split(':')[0], 'utf8').trim(), cause: 'ascent' };
      const subject = { inferred: { intrinsic: 'η·λ' }, profile: { weightDecay: { value: 'decoupled' } }, notes: ['it runs in Python 3', 'odd'] };
      console.log(JSON.stringify({ subject, results: [result, { law: 'finiteness', verdict: 'holds' }], errors: [] }));
      process.exitCode = 1;`,
  });
  const record = await checkOptimizer(listed, { ...settings, program: join(folder, 'main.mjs'), folder });
  expect(record).toMatchObject({
    name: 'Ranger',
    exit: 1,
    outOfTime: false,
    intrinsic: 'η·λ',
    decay: 'decoupled',
    refuted: [{ law: 'first-step', cause: 'ascent', says: 'from library.ranger import Ranger' }],
    notes: ['odd'],
  });
});

test('a check that does not end is interrupted, and so recorded', async () => {
  const folder = temporaryFolder({ 'main.mjs': 'setInterval(() => {}, 1000);' });
  const record = await checkOptimizer(listed, { ...settings, limit: 0.1, program: join(folder, 'main.mjs'), folder });
  expect(record).toMatchObject({ exit: null, outOfTime: true, refuted: [] });
});

test('what ends before its laws leaves its first line', () => {
  expect(readDocument('', 'intrinsic-lr: no such thing\n  try another\n')).toMatchObject({
    error: 'intrinsic-lr: no such thing',
  });
});
