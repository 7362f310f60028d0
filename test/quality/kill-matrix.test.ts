import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { laws } from '../../src/laws/index.ts';
import type { Verdict } from '../../src/laws/law.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { contextOf, lawOf, loadModule, smallNetwork } from '../laws/asking.ts';
import { nightly, runs, sample } from '../size.ts';

/** What `npm run kill-matrix` wrote. */
interface KillMatrix {
  readonly configurations: number;
  readonly seed: number;
  readonly objective: string;
  readonly bugs: readonly {
    readonly file: string;
    readonly bug: string;
    readonly refutedBy: readonly LawId[];
    readonly named: readonly LawId[];
    readonly notes?: readonly string[];
    readonly arguable?: string;
  }[];
}

interface PlantedBug {
  readonly file: string;
  readonly bug: string;
  readonly diagnosis: readonly string[];
  readonly arguable?: string;
}

const planted = new URL('../../fixtures/planted-bugs/', import.meta.url);
const quality = new URL('./', import.meta.url);
const matrix: KillMatrix = JSON.parse(readFileSync(new URL('kill-matrix.json', planted), 'utf8'));
const catalogue: PlantedBug[] = JSON.parse(readFileSync(new URL('catalogue.json', planted), 'utf8'));
const exactLaws = laws.filter(({ tier }) => tier === 'exact');

/** Modules of a folder, with their addresses. */
function modulesIn(folder: URL): [string, URL][] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return files.map((file) => [file, new URL(file, folder)]);
}

/** Verdicts other than `holds`, each law on a fresh copy of the subject, until they are enough. */
async function objections(
  load: () => Promise<Optimizer>,
  among: readonly LawId[],
  configurations: number,
  enough: (verdict: Verdict) => boolean = () => false,
): Promise<Verdict[]> {
  const profile = inferProfile(await load());
  const found: Verdict[] = [];
  for (const id of among) {
    const subject = { optimizer: await load(), profile };
    if (lawOf(id).applies(subject, smallNetwork) !== true) continue;
    const verdict = (await lawOf(id).check(contextOf(subject, { configurations, seed: matrix.seed }))) as Verdict;
    if (verdict.verdict !== 'holds') found.push(verdict);
    if (enough(verdict)) break;
  }
  return found;
}

const sentence = ({ law, diagnosis, counterexample }: Verdict): string =>
  `${law}: ${diagnosis} ${JSON.stringify(counterexample)}`;

/** Laws from the quickest to the slowest, so that a bug that several see costs little. */
const quickest: readonly LawId[] = [
  'determinism',
  'gradient-accumulation',
  'finiteness',
  'gradient-scale',
  'zero-gradient-decay',
];
const byCost = (ids: readonly LawId[]): LawId[] => [
  ...quickest.filter((id) => ids.includes(id)),
  ...ids.filter((id) => !quickest.includes(id)),
];

describe('the stored table', () => {
  test('is of this catalogue', () => {
    expect(matrix.bugs.map(({ file, bug }) => [file, bug])).toEqual(catalogue.map(({ file, bug }) => [file, bug]));
    expect(matrix.objective).toBe(smallNetwork.reference);
    expect(existsSync(new URL('../../docs/kill-matrix.md', import.meta.url))).toBe(true);
  });

  test('has every bug refuted and named, but those that are published designs where nobody claims otherwise, which are noted', () => {
    const noted = matrix.bugs.filter(({ notes }) => notes !== undefined);
    expect(noted.map(({ file, notes }) => [file, notes?.[0]])).toEqual([
      ['adamw-hidden-epsilon-uncontracted.mjs', expect.stringContaining('an epsilon of about 0.001')],
      ['heavy-ball-undeclared-dampening.mjs', expect.stringContaining('averages gradients')],
      ['rmsprop-hidden-epsilon-uncontracted.mjs', expect.stringContaining('an epsilon of about 0.01')],
      ['sgd-clips-gradient-norm-uncontracted.mjs', expect.stringContaining('clipped at an absolute size')],
      ['sgd-decays-towards-start-uncontracted.mjs', expect.stringContaining('(L2-SP)')],
      ['sgd-max-norm-uncontracted.mjs', expect.stringContaining('weights are brought to a')],
    ]);
    expect(noted.every(({ arguable }) => arguable !== undefined)).toBe(true);
    expect(matrix.bugs.filter((bug) => !noted.includes(bug) && bug.named.length === 0)).toEqual([]);
  });

  test('needs every law that is claimed of optimizers', () => {
    const used = new Set(matrix.bugs.flatMap(({ refutedBy }) => refutedBy));
    const claims = exactLaws.map(({ id }) => id as LawId).filter((id) => !used.has(id));
    /** Laws that no planted bug can break, and why. */
    const without: Partial<Record<LawId, string>> = {
      'drive-invariance': 'about ways of driving that modules do not have',
      'gradient-orthogonality': 'about objectives',
      resume: 'about ways of driving that modules do not have',
      'scale-invariance': 'about objectives',
    };
    const wanted =
      'plant a bug that only the new law sees (fixtures/planted-bugs/README.md), then npm run kill-matrix -- --only its name; or say here why it needs none';
    expect(claims.toSorted(), wanted).toEqual(Object.keys(without));
  });
});

describe('planted bugs are still seen and named, in 40 configurations', () => {
  const seen = matrix.bugs.filter(({ notes }) => notes === undefined);
  const keywords = new Map(catalogue.map(({ file, diagnosis }) => [file, diagnosis.map((word) => word.toLowerCase())]));
  const every = byCost(exactLaws.map(({ id }) => id as LawId));

  // A ninth of them, and of every law the first that it names.
  const firsts = new Set(exactLaws.map(({ id }) => seen.find(({ named }) => named.includes(id as LawId))));
  const { cases, said } = sample(seen, 9, (row) => firsts.has(row));

  test.each(cases.map((row) => [row.file, row.named] as const))(`%s${said}`, async (file, named) => {
    const isNamed = ({ verdict, diagnosis = '' }: Verdict): boolean =>
      verdict === 'refuted' && keywords.get(file)!.some((word) => diagnosis.toLowerCase().includes(word));
    // First the laws that have named it when the table was measured: the others add nothing to that.
    const among = [...new Set([...byCost(named), ...every])];
    const found = await objections(() => loadModule(new URL(file, planted)), among, 40, nightly ? undefined : isNamed);
    expect(found.map(sentence)).not.toEqual([]);
    expect(found.some(isNamed), found.map(sentence).join('\n')).toBe(true);
  });
});

describe('bugs that were not known when the laws were made are seen', () => {
  const { cases, said } = sample(modulesIn(new URL('further-bugs/', quality)), 3);
  test.each(cases)(`%s${said}`, async (_, url) => {
    const refuted = ({ verdict }: Verdict): boolean => verdict === 'refuted';
    const found = await objections(() => loadModule(url), byCost(exactLaws.map(({ id }) => id as LawId)), 60, refuted);
    expect(found.some(refuted), found.map(sentence).join('\n')).toBe(true);
  });
});

describe('nothing correct is refuted', () => {
  const everyLaw = exactLaws
    .map(({ id }) => id as LawId)
    .filter((id) => id !== 'gradient-orthogonality' && id !== 'scale-invariance');
  const expectNoObjections = async (load: () => Promise<Optimizer>): Promise<void> => {
    expect((await objections(load, everyLaw, runs(8, 40))).map(sentence)).toEqual([]);
  };

  for (const folder of [new URL('correct/', planted), new URL('unusual-optimizers/', quality)]) {
    const { cases, said } = sample(modulesIn(folder), 3);
    test.each(cases)(`%s${said}`, (_, url) => expectNoObjections(() => loadModule(url)));
  }

  // With their contracts each law's property asks about them, in 200 configurations.
  const { cases, said } = sample(optimizers, 6);
  test.each(cases.map((optimizer) => [optimizer.name, optimizer] as const))(
    `built-in %s, without a contract${said}`,
    async (_, optimizer) => {
      const exempt = optimizer.contract?.exempt;
      await expectNoObjections(() => Promise.resolve({ ...optimizer, contract: exempt && { exempt } }));
    },
  );
});
