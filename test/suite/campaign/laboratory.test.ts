import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import { equilibrium } from '../../../src/falsification/conjectures/equilibrium.ts';
import { spaceOf } from '../../../src/falsification/space/space.ts';
import { loadConjecture } from '../../../src/suite/campaign/laboratory.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const moduleOf = (body: string): string => {
  const path = join(temporaryFolder(), 'mine.mjs');
  writeFileSync(
    path,
    `export default { id: 'mine', claim: 'x', source: 'y', lasting: false, fields: [], hypotheses: [], ${body} };\n`,
  );
  return path;
};
const state = async (path: string): Promise<unknown> =>
  (await loadConjecture(path, '.')).stateOf(fastestEngine, spaceOf(equilibrium.fields).plain, {});

test('a conjecture of somebody’s own that throws is said to throw', async () => {
  const path = moduleOf("async stateOf() { throw new Error('boom'); }");
  await expect(state(path)).rejects.toMatchObject({
    code: 'CONJECTURE_THROWS',
    message: expect.stringContaining('mine.mjs throws in stateOf: Error: boom'),
  });
});

test('one that does not throw is left as it is', async () => {
  await expect(state(moduleOf('async stateOf() { return 7; }'))).resolves.toBe(7);
});

test('what is missing of one is named', async () => {
  await expect(loadConjecture(moduleOf('stateOf: 1'), '.')).rejects.toMatchObject({ code: 'CONJECTURE_INVALID' });
});
