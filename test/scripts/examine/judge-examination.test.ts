import { describe, expect, test } from 'vitest';
import { readEmulation } from '../../../scripts/examine/emulation.ts';
import { waysOf, type Examined, type Objection } from '../../../scripts/examine/examine-emulation.ts';
import { isInnocent, isPassed, judge, summarise, type Judgement } from '../../../scripts/examine/judge-examination.ts';

const body = "\nexport default {\n  contract: { weightDecay: 'decoupled' },\n};\n";
const honest = readEmulation(
  'honest',
  'right',
  `// Right.\n// source: https://x.org\n// family: adam\n// oracle: transcription${body}`,
);
const mistakeWith = (more: string) =>
  readEmulation(
    'mistake',
    'wrong',
    `// Wrong: it grows.\n// source: https://x.org\n// host: builtin:sgd\n// cause: decay-grows | uphill${more}${body}`,
  );

const refutation = (cause?: Objection['cause']): Objection => ({
  law: 'first-step',
  says: 'it is wrong',
  ...(cause && { cause }),
});
const examined = (more: Partial<Examined>): Examined => ({
  name: 'x',
  seed: 1,
  withContract: true,
  refuted: [],
  undecided: [],
  notes: [],
  ...more,
});

describe('a header', () => {
  test('is read up to the first line that is no comment', () => {
    expect(mistakeWith('')).toMatchObject({ host: 'builtin:sgd', causes: ['decay-grows', 'uphill'], hasContract: true });
    expect(mistakeWith('').withoutContract).toBe('refuted');
    expect(mistakeWith('\n// without contract: note').withoutContract).toBe('note');
  });

  test('must say where it comes from, in words of the vocabulary', () => {
    expect(() => readEmulation('mistake', 'wrong', '// Wrong: x\nexport {};')).toThrow(/"\/\/ source: …", "\/\/ host: …"/);
    expect(() => mistakeWith(' | badly')).toThrow('badly is no cause');
    expect(() => mistakeWith('\n// without contract: perhaps')).toThrow('received perhaps');
  });

  test('says in which ways it is examined', () => {
    expect(waysOf(honest)).toEqual([true, false]);
    expect(waysOf(mistakeWith('\n// without contract: open'))).toEqual([true]);
    expect(waysOf({ ...honest, hasContract: false })).toEqual([false]);
  });
});

describe('a judgement', () => {
  test.each<[Judgement, Partial<Examined>]>([
    ['right', {}],
    ['undecided', { undecided: [refutation()] }],
    ['refuted falsely', { refuted: [refutation('decay-grows')], undecided: [refutation()] }],
    ['not run', { error: 'it throws' }],
  ])('of an honest design: %s', (wanted, more) => expect(judge(honest, examined(more))).toBe(wanted));

  test.each<[Judgement, Partial<Examined>]>([
    ['named', { refuted: [refutation('unexplained'), refutation('uphill')] }],
    ['caught', { refuted: [refutation('unexplained'), refutation()] }],
    ['missed', { undecided: [refutation('uphill')] }],
    ['not run', { error: 'it throws' }],
    ['named', { refuted: [refutation('uphill')], error: 'it throws later' }],
  ])('of a mistake: %s', (wanted, more) => expect(judge(mistakeWith(''), examined(more))).toBe(wanted));

  test('of a mistake that is a design where nobody claims otherwise', () => {
    const design = mistakeWith('\n// without contract: note');
    expect(isInnocent(design, false)).toBe(true);
    expect(judge(design, examined({ withContract: false, refuted: [refutation('uphill')] }))).toBe('refuted falsely');
    expect(judge(design, examined({ refuted: [refutation('uphill')] }))).toBe('named');
  });
});

describe('an examination', () => {
  const of = (count: number, judgement: Judgement, innocent: boolean) =>
    Array.from({ length: count }, () => ({ judgement, innocent }));
  const good = [...of(95, 'right', true), ...of(5, 'undecided', true), ...of(92, 'named', false), ...of(5, 'caught', false)];

  test('is passed at the shares that are demanded, and not below', () => {
    const passed = [...good, ...of(3, 'missed', false)];
    expect(isPassed(summarise(passed))).toBe(true);
    for (const worse of [
      [...passed, ...of(1, 'undecided', true)],
      [...passed, ...of(1, 'refuted falsely', true)],
      [...passed, ...of(1, 'missed', false)],
      [...passed, ...of(1, 'caught', false)],
      [...passed, ...of(1, 'not run', true)],
    ]) {
      expect(isPassed(summarise(worse))).toBe(false);
    }
  });

  test('counts what was judged', () => {
    expect(summarise([...good, ...of(3, 'missed', false)])).toEqual({
      honest: 100,
      refutedFalsely: 0,
      undecided: 5,
      mistakes: 100,
      caught: 97,
      named: 92,
      notRun: 0,
    });
  });
});
