import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { validateOptimizer } from '../../../src/optimizers/validate-optimizer.ts';
import { checkLaw } from '../../../src/suite/check-law.ts';
import { subjectKinds } from '../../../src/subjects/kinds/index.ts';
import { tfjs } from '../../../src/subjects/kinds/tfjs.ts';
import { temporaryFolder } from '../../suite/temporary-folder.ts';

const folder = temporaryFolder();
const load = async (reference: string): Promise<ReturnType<typeof validateOptimizer>> =>
  validateOptimizer(await tfjs.load(reference, folder), reference);

test('recognises its references, and no other kind does', () => {
  for (const reference of ['tfjs:adam', 'tfjs:momentum?momentum=0.5&backend=wasm', 'tfjs:./mine.ts', 'tfjs:/somewhere/mine.mjs'])
    expect(subjectKinds.filter((kind) => kind.recognises(reference)).map(({ name }) => name)).toEqual(['TensorFlow.js']);
});

test('an optimizer of tf.train with options and back end', async () => {
  const optimizer = await load('tfjs:momentum?momentum=0.5&backend=wasm');
  expect(optimizer).toMatchObject({ name: 'tfjs:momentum', hyperparameters: { momentum: 0.5 }, precision: 'float32' });
  expect(optimizer.notes?.[0]).toContain('wasm back end');
  await expect(load('tfjs:momentum?momentum=0.5&momentum=0.6')).rejects.toThrow('momentum twice');
  await expect(load('tfjs:momentun')).rejects.toThrow('did you mean "momentum"?');
});

test.each(['mine.ts', 'mine.mjs'])('a module %s', async (file) => {
  const annotation = file.endsWith('.ts') ? ': number' : '';
  writeFileSync(
    join(folder, file),
    `export const hyperparameters = { factor: 2 };
     class Doubled {
       learningRate${annotation} = 0;
       applyGradients(list${file.endsWith('.ts') ? ': { name: string }[]' : ''}) { this.count = (this.count ?? 0) + list.length; }
     }
     export default (learningRate${annotation}, { factor }) => Object.assign(new Doubled(), { learningRate, factor });`,
  );
  const optimizer = await load(`tfjs:./${file}?factor=3`);
  expect(optimizer).toMatchObject({ name: 'Doubled', hyperparameters: { factor: 3 } });
  const run = new OptimizerRun(optimizer, [{ data: Float32Array.of(1), shape: [1] }]);
  run.step([{ data: Float32Array.of(1), shape: [1] }], 0.1, 0);
  expect(run.parameters[0].data[0]).toBe(1);
  await expect(load(`tfjs:./${file}?speed=3`)).rejects.toThrow('hyperparameters (factor)');
});

test('a class that a TypeScript module derives from tf.Optimizer, with a mistake', async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const optimizer = validateOptimizer(await tfjs.load('tfjs:./fixtures/tfjs/decayed-momentum.ts', root));
  expect(optimizer).toMatchObject({ name: 'DecayedMomentum', contract: { weightDecay: 'decoupled' } });
  const options = { seed: 1, configurations: 40 };
  expect(await checkLaw('partition-invariance', optimizer, options)).toMatchObject({ verdict: 'holds' });
  expect(await checkLaw('zero-gradient-decay', optimizer, options)).toMatchObject({
    verdict: 'refuted',
    diagnosis: 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ',
  });
});
