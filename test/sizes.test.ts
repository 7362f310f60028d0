import { readFileSync, readdirSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** Lines of a file, and of a function, from which on there has to be a reason. */
const [FILE, FUNCTION] = [250, 60];

/** path → why it is longer. A file that is no longer so long is taken off. */
const longFiles: Readonly<Record<string, string>> = {};

/** path#function → why it is longer; `run` of a study ends in its table and its figure, which are data. */
const longFunctions: Readonly<Record<string, string>> = {
  'src/dynamics/wasm/ensemble.ts#Ensemble': 'the constructor lays out memory, in the order of the addresses',
  'src/dynamics/workers/worker-engine.ts#workerEngine': 'a closure of a few short functions over one pool',
  'src/dynamics/workers/worker-pool.ts#createWorkerPool': 'a closure of a few short functions over one queue',
  'src/inference/model/find-groups.ts#findGroups': 'debt: finds groups alone, by column and together',
  'src/laws/exact/determinism.ts#measure': 'one run beside another, drive by drive',
  'src/laws/exact/exact-law.ts#exactLaw': 'a closure of check, replay and shrink over one definition',
  'src/laws/exact/gradient-accumulation.ts#measure': 'one run beside another, call by call',
  'src/laws/exact/partition-invariance.ts#measure': 'one run beside another, part by part',
  'src/laws/exact/zero-gradient-decay.ts#measure': 'debt: decays without gradients and beside them, which are two measurements',
  'src/laws/statistical/equilibrium-pairs.ts#pairsAroundEquilibrium': 'a list of the kinds of pairs, each with its arbitrary',
  'src/laws/statistical/rotational-equilibrium.ts#formOfMean': 'one closed form a rule',
  'src/likeness/aspects.ts#aspects': 'a list: one aspect after another',
  'src/objectives/define-objective.ts#defineObjective': 'a list: one check of a field after another',
  'src/objectives/model/tensorflow-model.ts#tensorFlowModel': 'a closure over the variables of one model',
  'src/subjects/process/child-optimizer.ts#childOptimizer': 'a closure over one process',
  'src/subjects/process/conformance.ts#checkConformance': 'a list: one check of the protocol after another',
  'src/suite/run-suite.ts#assemble': 'a document, field by field',
  'src/suite/subject-pool.ts#createSubjectPool': 'a closure of short functions over one queue',
};

const paths = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.ts') && !path.endsWith('/index.ts'));

/** Functions of a file by name, with their length: from the line of the first brace to that of the last. */
function functionsOf(path: string, text: string): [name: string, lines: number][] {
  const found: [string, number][] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node, name: string): void => {
    const named = (node as { name?: ts.Node }).name;
    const here = named !== undefined && !ts.isTypeNode(node) ? named.getText() : name;
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const { body } = node as { body: ts.Node };
      const [first, last] = [body.getStart(), body.getEnd()].map((at) => source.getLineAndCharacterOfPosition(at).line);
      found.push([`${path}#${here}`, last - first + 1]);
    }
    ts.forEachChild(node, (child) => visit(child, here));
  };
  visit(source, 'module');
  return found;
}

const sources = paths.map((path) => [path, readFileSync(path, 'utf8')] as const);

test(`files of more than ${FILE} lines have a reason, and only they`, () => {
  const long = sources.filter(([, text]) => text.trimEnd().split('\n').length > FILE).map(([path]) => path);
  expect(long.sort()).toEqual(Object.keys(longFiles).sort());
});

test(`functions of more than ${FUNCTION} lines have a reason, and only they`, () => {
  const long = sources.flatMap(([path, text]) =>
    functionsOf(path, text)
      .filter(([, lines]) => lines > FUNCTION)
      .map(([name]) => name),
  );
  expect([...new Set(long)].filter((name) => !/^src\/studies\/.*#run$/.test(name)).sort()).toEqual(
    Object.keys(longFunctions).sort(),
  );
});

test('a long function is found, whatever form it has', () => {
  const body = '{\n'.concat('  1;\n'.repeat(FUNCTION), '}');
  const forms = [
    `function f() ${body}`,
    `const f = () => ${body};`,
    `class A { f() ${body} }`,
    `const o = { f: () => ${body} };`,
  ];
  for (const form of forms) expect(functionsOf('a.ts', form).find(([, lines]) => lines > FUNCTION)?.[0]).toBe('a.ts#f');
  expect(functionsOf('a.ts', 'function f() {\n}')).toEqual([['a.ts#f', 2]]);
});
