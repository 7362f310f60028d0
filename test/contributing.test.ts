import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../src/datasets/dataset.ts';
import { samplesOf } from '../src/datasets/samples-of.ts';
import { referenceEngine } from '../src/dynamics/reference-engine.ts';
import { drawProblem } from '../src/drives/problem.ts';
import type { Drive } from '../src/drives/drive.ts';
import { fastestEngine } from '../src/dynamics/fastest-engine.ts';
import type { Conjecture } from '../src/falsification/conjectures/conjecture.ts';
import { evaluateHere } from '../src/falsification/evaluate.ts';
import { spaceOf } from '../src/falsification/space/space.ts';
import type { Law } from '../src/laws/law.ts';
import { loss } from '../src/metrics/loss.ts';
import type { Layer } from '../src/networks/layers/layer.ts';
import type { ObjectiveFamily } from '../src/objectives/objective.ts';
import type { Optimizer } from '../src/optimizers/optimizer.ts';
import { iterate } from '../src/optimizers/iterate.ts';
import { adamw } from '../src/optimizers/adamw.ts';
import { sgd } from '../src/optimizers/sgd.ts';
import { runStudy } from '../src/studies/run-study.ts';
import type { Study } from '../src/studies/study.ts';
import { checkLaw } from '../src/suite/check-law.ts';
import { checkOptimizer } from '../src/suite/check-optimizer.ts';
import { nightly } from './size.ts';
import { casesOf, gradientGap, scaleBreach } from './networks/layer-conduct.ts';
import { strongDecay } from './studies/planted.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const pages = ['CONTRIBUTING.md', 'docs/templates.md'].map((page) => readFileSync(join(root, page), 'utf8'));
/** Path that a template names → its text. */
const templates = new Map(
  pages.flatMap((page) =>
    [...page.matchAll(/^```ts no-run (\S+)\n(.*?)^```$/gms)].map(([, path, text]) => [path, text] as const),
  ),
);

const folder = mkdtempSync(join(root, 'node_modules', '.templates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a template as if it lay where it says: its imports are resolved from there. */
async function load(path: string): Promise<Record<string, unknown>> {
  const place = join(root, dirname(path));
  const text = templates
    .get(path)!
    .replace(/from '(\.[^']+)'/g, (_, specifier: string) => `from '${pathToFileURL(resolve(place, specifier)).pathname}'`);
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return import(/* @vite-ignore */ file);
}

describe('the templates of CONTRIBUTING.md and docs/templates.md', () => {
  test('are complete, one of a folder, and of files that do not exist', () => {
    expect(new Set([...templates.keys()].map(dirname)).size).toBe(templates.size);
    expect(templates.size).toBeGreaterThanOrEqual(9);
    for (const path of templates.keys()) {
      expect(existsSync(join(root, path))).toBe(false);
      // Of one word the file and the constant have the same name, and `npm run new` could not tell them apart.
      expect(path).toMatch(/\/[a-z]+(-[a-z]+)+(\.\w+)?\.ts$/);
    }
  });

  // At every commit test/cost-of-change.test.ts compiles them, under names of its own.
  test.runIf(nightly)('compile under the settings of the project (npm run nightly)', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const host = ts.createCompilerHost(options);
    const virtual = new Map([...templates].map(([path, text]) => [join(root, path), text]));
    // The id of the law, as the build writes it.
    const ids = join(root, 'src/laws/law-id.ts');
    virtual.set(ids, readFileSync(ids, 'utf8').replace('type LawId =', "type LawId = 'sign-symmetry' |"));
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (file) => virtual.has(file) || fileExists.call(host, file);
    host.readFile = (file) => virtual.get(file) ?? readFile.call(host, file);
    host.getSourceFile = (file, version, ...rest) => {
      const text = virtual.get(file);
      return text === undefined
        ? getSourceFile.call(host, file, version, ...rest)
        : ts.createSourceFile(file, text, version, true);
    };
    const program = ts.createProgram([...virtual.keys()], options, host);
    const diagnostics = [...virtual.keys()].flatMap((file) => {
      const source = program.getSourceFile(file)!;
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    });
    expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  test('the optimizer obeys every exact law', async () => {
    const { signMomentum } = (await load('src/optimizers/sign-momentum.ts')) as { signMomentum: Optimizer };
    expect(iterate(signMomentum, [1], [[2]], { learningRate: 0.25 })).toEqual([0.75]);
    const document = await checkOptimizer(signMomentum, { tier: 'exact' });
    expect(document.results.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
    expect(document.results.length).toBeGreaterThanOrEqual(10);
    expect(document.subject!.inferred).toMatchObject({ intrinsic: 'η·λ', symmetry: { learningRate: 1, weightDecay: -1 } });
  });

  test('the objective is scale-invariant, and an ensemble finds one of its minima', async () => {
    const { phaseRetrieval } = (await load('src/objectives/phase-retrieval.ts')) as { phaseRetrieval: ObjectiveFamily };
    const objective = phaseRetrieval.create({ noise: 0.1 });
    for (const law of ['scale-invariance', 'gradient-orthogonality'] as const)
      expect(await checkLaw(law, sgd, { objective })).toMatchObject({ verdict: 'holds' });
    const { windowMeans } = await referenceEngine.run({
      objective,
      optimizer: sgd,
      learningRate: 1,
      weightDecay: 0.01,
      initScale: 3,
      precision: 'float64',
      seed: 1,
      streams: { initialisation: 'initialisation', data: 'data' },
      replicas: { first: 0, count: 8 },
      steps: 600,
      metrics: [loss],
      windows: [
        { from: 1, to: 1 },
        { from: 501, to: 600 },
      ],
    });
    const means = (window: number): number[] => Array.from({ length: 8 }, (_, row) => windowMeans.loss[2 * row + window]);
    expect(Math.min(...means(0))).toBeGreaterThan(0.3);
    expect(Math.max(...means(1))).toBeLessThan(0.2);
  });

  test('the law holds for correct optimizers, and is refuted by one that prefers a sign', async () => {
    const { signSymmetry } = (await load('src/laws/exact/sign-symmetry.ts')) as { signSymmetry: Law };
    for (const optimizer of [sgd, adamw])
      expect(await checkLaw(signSymmetry, optimizer)).toMatchObject({ verdict: 'holds', effect: 0, law: 'sign-symmetry' });
    const clamped: Optimizer = {
      ...sgd,
      name: 'clamped',
      update(step) {
        sgd.update(step);
        for (const { data: w } of step.parameters) for (let j = 0; j < w.length; j++) w[j] = Math.max(w[j], 0);
      },
    };
    const document = await checkOptimizer(clamped, { laws: [signSymmetry] });
    expect(document.results).toMatchObject([
      { law: 'sign-symmetry', verdict: 'refuted', counterexample: { learningRate: 1, initScale: 1, steps: 1 } },
    ]);
    expect(document.results[0].diagnosis).toContain('prefers a sign');
  });

  test('the study holds, and is refuted where decay is a fifth too strong', async () => {
    const { noiseScale } = (await load('src/studies/noise-scale.ts')) as { noiseScale: Study };
    const options = { seed: 1, quick: true, version: 'test' };
    expect(await runStudy(noiseScale, { ...options, engine: fastestEngine })).toMatchObject({ verdict: 'holds' });
    expect(await runStudy(noiseScale, { ...options, engine: strongDecay })).toMatchObject({ verdict: 'refuted' });
  });

  test('the layer has its gradient and its rule of scales, and a rule that is wrong is seen', async () => {
    const { rowCentring } = (await load('src/networks/layers/row-centring.ts')) as { rowCentring: Layer };
    const cases = casesOf(rowCentring);
    expect(cases.length).toBeGreaterThan(3);
    for (const at of cases) {
      expect(gradientGap(rowCentring, at)).toBeLessThan(1e-7);
      expect(scaleBreach(rowCentring, at)).toBeUndefined();
    }
    const wrong: Layer = { ...rowCentring, scale: ([input]) => input };
    expect(cases.some((at) => scaleBreach(wrong, at)?.includes('channels'))).toBe(true);
  });

  test('the data set is what it says', async () => {
    const { noisyBars } = (await load('src/datasets/noisy-bars.ts')) as { noisyBars: Dataset };
    expect(samplesOf(noisyBars).labels).toHaveLength(400);
  });

  test('the statistic withstands outliers', async () => {
    const { hodgesLehmann } = (await load('src/statistics/hodges-lehmann.ts')) as {
      hodgesLehmann: (values: readonly number[]) => number;
    };
    expect(hodgesLehmann([0, 1, 2, 3, 4, 5, 1e9])).toBeLessThan(5);
    expect(hodgesLehmann([7])).toBe(7);
  });

  test('the drive sees what is kept outside of the state, and nothing else', async () => {
    const { splitRun } = (await load('src/drives/split-run.ts')) as { splitRun: Drive };
    const problem = drawProblem({
      seed: 1,
      shapes: [[3], [2, 2]],
      precision: 'float64',
      steps: 5,
      learningRate: 0.1,
      weightDecay: 0.1,
    });
    for (const optimizer of [sgd, adamw]) expect(splitRun.compare(optimizer, problem, [{}])).toBeUndefined();
    let calls = 0;
    const counting: Optimizer = { ...sgd, update: (step) => sgd.update({ ...step, learningRate: step.learningRate / ++calls }) };
    expect(splitRun.compare(counting, problem, [{}])).toMatchObject({ cause: 'state-outside' });
  });

  test('the conjecture holds where training is plain, and is refuted where the top layer is trained', async () => {
    const { normRatio } = (await load('src/falsification/conjectures/norm-ratio.ts')) as { normRatio: Conjecture };
    const { plain } = spaceOf(normRatio.fields);
    const trained = { ...plain, objective: { ...plain.objective, topLayer: 'trained' } };
    const evaluate = evaluateHere({ conjecture: normRatio, engine: fastestEngine, seed: 1, fixed: {} });
    const task = { kind: 'decide', phase: 'x', alpha: 1e-4, replicaLimit: 128, certify: false } as const;
    expect(await evaluate({ ...task, setting: plain })).toMatchObject({ verdict: 'holds' });
    expect(await evaluate({ ...task, setting: trained })).toMatchObject({ verdict: 'refuted' });
  });
});
