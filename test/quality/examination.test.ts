import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readEmulations, type Emulation } from '../../scripts/examine/emulation.ts';
import { examineEmulation, waysOf } from '../../scripts/examine/examine-emulation.ts';
import { judge, type Judgement } from '../../scripts/examine/judge-examination.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { nightly, sample } from '../size.ts';

/** What an examination of all of them found. */
const result = JSON.parse(readFileSync(new URL('../../fixtures/emulations/result.json', import.meta.url), 'utf8')) as {
  readonly seed: number;
  readonly configurations: number;
  readonly judgements: Readonly<Record<string, { readonly withContract?: Judgement; readonly without?: Judgement }>>;
};

/** From worse to better. */
const order: readonly Judgement[] = ['not run', 'refuted falsely', 'missed', 'undecided', 'caught', 'right', 'named'];

const emulations = readEmulations();
/** Rules of whole matrices take ten times as long as others. */
const isDear = ({ name }: Emulation): boolean => /^(muon|shampoo|soap)/.test(name);
/** `npm run examine` asks all of them, and for more. */
const { cases, said } = sample(
  [...emulations.filter((each) => !isDear(each)), ...(nightly ? emulations.filter(isDear) : [])],
  20,
);

const recorded = ({ name }: Emulation, withContract: boolean): Judgement | undefined =>
  result.judgements[name]?.[withContract ? 'withContract' : 'without'];

test('the stored result is of these emulations', () => {
  const checks = emulations.flatMap((emulation) => waysOf(emulation).map((way) => [emulation.name, recorded(emulation, way)]));
  expect(checks.filter(([, judgement]) => judgement === undefined)).toEqual([]);
  expect(Object.keys(result.judgements).filter((name) => emulations.every((each) => each.name !== name))).toEqual([]);
});

describe(`each is judged no worse than in the stored result${said}`, () => {
  test.each(cases.map((emulation) => [emulation.name, emulation] as const))('%s', async (_, emulation) => {
    for (const withContract of waysOf(emulation)) {
      const examined = await examineEmulation(checkOptimizer, emulation, withContract, result);
      const judgement = judge(emulation, examined);
      const worse = order.indexOf(judgement) < order.indexOf(recorded(emulation, withContract)!);
      expect(worse ? `${judgement}: ${JSON.stringify(examined)}` : 'no worse').toBe('no worse');
    }
  });
});
