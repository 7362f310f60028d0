import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sgd } from '../../src/optimizers/index.ts';
import { checkLaw } from '../../src/suite/check-law.ts';
import { analyseModel } from '../../src/suite/analyse-model.ts';
import { loadObjective } from '../../src/suite/load-objective.ts';
import { modelDocument } from '../../src/suite/model-document.ts';
import { modelRecord } from '../../src/records/model-record.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/models', import.meta.url));

describe('models in modules', () => {
  test('tf.layers.batchNormalization at its default epsilon is found out, with its size', async () => {
    const analysis = await analyseModel('./batch-normalization.mjs', fixtures);
    expect(analysis).toMatchObject({
      gradient: 'tensorflow',
      tensors: [{ name: 'dense1/kernel', shape: [6, 5], group: 0 }],
      groups: [{ name: 'dense1/kernel', invariance: 'nearly', per: 'column' }],
    });
    const { forUnitInputs, exponent } = analysis.groups[0].epsilon!;
    expect(forUnitInputs / 1e-3).toBeCloseTo(1, 0);
    expect(exponent).toBeCloseTo(2, 1);
    expect(analysis.breaks).toHaveLength(1);
    expect(analysis.unexpected['scaling-symmetry']).toMatch(/an epsilon acts on dense1\/kernel/);
  });

  test('a gain, biases and a top layer in TensorFlow.js', async () => {
    const { tensors, groups } = await analyseModel('./affine.mjs', fixtures);
    expect(groups).toMatchObject([{ name: 'kernel', invariance: 'exact' }]);
    expect(tensors.map(({ role }) => role)).toEqual([undefined, 'gain', 'bias', 'layer', 'bias']);
  });

  test('the stem and the last matrix of a pre-activation residual block are one group', async () => {
    const objective = await loadObjective('./pre-activation-residual.mjs', fixtures);
    expect(objective.groups).toEqual([
      { name: 'stem + second', tensors: [0, 2] },
      { name: 'first', tensors: [1] },
    ]);
    expect(objective.reference).toBe('./pre-activation-residual.mjs');
    const settings = { objective, configurations: 3 };
    expect((await checkLaw('radial-identity', sgd, settings)).verdict).toBe('holds');
    expect((await checkLaw('scale-invariance', sgd, settings)).verdict).toBe('holds');
    await expect(checkLaw('gradient-orthogonality', sgd, settings)).rejects.toThrow(/computed by central differences/);
  });

  test('analysis is a valid document', async () => {
    for (const file of ['two-layers.mjs', 'affine.mjs']) {
      const document = modelDocument(await analyseModel(`./${file}`, fixtures), { reference: file });
      expect(modelRecord.schema.safeParse(JSON.parse(JSON.stringify(document)))).toMatchObject({ success: true });
      expect(document.scaleInvariant).toBe(file === 'affine.mjs' ? 'partly' : 'exact');
    }
  });

  test('a TypeScript module', async () => {
    const folder = temporaryFolder({
      'model.ts': `
        const epsilon: number = 0;
        export default { name: 'typed', parameters: { w: [2] }, loss: ({ parameters: { w } }: any) => w[0] / Math.sqrt(w[0] * w[0] + w[1] * w[1] + epsilon) };`,
    });
    expect((await analyseModel('model.ts', folder)).groups).toMatchObject([{ name: 'w', invariance: 'exact' }]);
  });
});

describe('what cannot be loaded', () => {
  const model = (loss: string, more = ''): string =>
    `export default { name: 'm', parameters: { w: [2] }, ${more} loss: ${loss} };`;

  test.each<[string, string, RegExp]>([
    ['nothing', 'MODEL_NOT_FOUND', /there is no file missing\.mjs/],
    [
      "throw new Error('no data');",
      'MODEL_IMPORT_THROWS',
      /Error: no data\n {2}a module under test should only define its model/,
    ],
    ["import 'not-installed';", 'MODEL_IMPORT_MISSING', /imports something that cannot be found/],
    ['export const other = 1;', 'MODEL_INVALID', /there is no default export|is not a model/],
    [model('async () => 1'), 'MODEL_ASYNC', /loss returned a promise/],
    [model('() => 0 / 0'), 'MODEL_NOT_FINITE', /the loss is NaN/],
    [model('({ parameters }) => parameters.v[0]'), 'MODEL_THROWS', /throws in loss: TypeError/],
    [model('({ w }, tf) => w'), 'MODEL_LOSS', /a tensor of shape \[2\], expected a scalar/],
    [model('({ w }, tf) => w.matMul(w)'), 'MODEL_THROWS', /throws in loss/],
    [model('async ({ w }, tf) => w.sum()'), 'MODEL_ASYNC', /loss returned a promise/],
    [model('({ w }, tf) => w.sum().log().mul(NaN)'), 'MODEL_NOT_FINITE', /NaN/],
  ])('%s: %s', async (source, code, message) => {
    const folder = temporaryFolder(source === 'nothing' ? {} : { 'model.mjs': source });
    const path = source === 'nothing' ? 'missing.mjs' : 'model.mjs';
    await expect(analyseModel(path, folder)).rejects.toThrow(
      expect.objectContaining({ name: 'ConfigurationError', code, message: expect.stringMatching(message) }),
    );
  });
});
