import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../../src/arithmetic/configuration-error.ts';
import { OutsideDomain, type Counterexample, type Subject, type Verdict } from '../../../src/laws/law.ts';
import { blame, type Ask } from '../../../src/laws/statistical/blame.ts';
import { plainest } from '../../../src/laws/statistical/reference-rule.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import type { Question } from '../../../src/verdicts/question.ts';
import { subjectOf } from '../asking.ts';
import { height, syntheticContext, syntheticEngine } from './synthetic.ts';

const triple: Counterexample = { learningRate: 1, weightDecay: 0.125, initScale: 1 };

const refuted = {
  law: 'equilibrium',
  verdict: 'refuted',
  counterexample: triple,
  diagnosis: 'the arms differ',
  cause: 'equilibrium-other',
  blame: 'optimizer',
} as unknown as Verdict;

/** A question of which the answer is known: arms whose heights differ by so much, under so much noise. */
function asking(difference: number, noise: number, replicaLimit = 256): Awaited<ReturnType<Ask>> {
  const trial = { ...syntheticContext(syntheticEngine(noise).engine, { replicaLimit }), optimizer: sgd };
  const question: Question<Counterexample> = {
    title: 'equilibrium',
    ensembles: 'equilibrium',
    claims: 'equal',
    drawn: [0, 1, 2].map(() => ({ value: triple, context: undefined })),
    simpler: () => [],
    claimOf: () => ({
      claims: 'equal',
      arms: () =>
        [1, 1 + difference].map((learningRate, arm) => ({
          learningRate,
          weightDecay: 0.125,
          initScale: 1,
          initialisation: `arm ${arm}`,
          windows: [{ from: 101, to: 260 }],
        })),
      metrics: [height],
      quantities: [{ name: 'height', value: ([a, b]) => b.mean(height, 0) - a.mean(height, 0), tolerance: 0.03 }],
      steady: [],
      alike: [],
    }),
  };
  return { trial, question };
}

const [holding, failing] = [asking(0, 0.01), asking(0.3, 0.01)];
/** Too few replicas to say that it holds. */
const open = asking(0, 0.001, 80);
const plain = plainest();
const noise = objective('isotropic-noise');

/** What is blamed where plain SGD is answered the first, and any other control the second. */
const blamed = (subject: Subject, ofPlain: Ask, ofOthers: Ask = ofPlain, stage = noise): Promise<Verdict> =>
  blame(refuted, subject, stage, (control) => (control === plain ? ofPlain(control) : ofOthers(control)));

const answer =
  (asked: Awaited<ReturnType<Ask>>): Ask =>
  () =>
    Promise.resolve(asked);

describe('a refutation is the optimizer’s', () => {
  test('where controls hold', async () => {
    expect(await blamed(subjectOf(heavyBall), answer(holding))).toEqual({ ...refuted, blame: 'optimizer' });
  });

  test('where nothing is claimed of the controls', async () => {
    expect(await blamed(subjectOf(heavyBall), answer(undefined))).toMatchObject({ verdict: 'refuted', blame: 'optimizer' });
    const outside: Ask = () => Promise.reject(new OutsideDomain('elsewhere'));
    expect(await blamed(subjectOf(heavyBall), outside)).toMatchObject({ verdict: 'refuted', blame: 'optimizer' });
  });
});

describe('it is not the optimizer’s', () => {
  test('where nobody claims the symmetry and the decay: it is undecided, with a way to have it decided', async () => {
    const unclaimed = subjectOf({ ...heavyBall, contract: undefined });
    const verdict = await blamed(unclaimed, answer(holding));
    expect(verdict).toMatchObject({ law: 'equilibrium', verdict: 'undecided' });
    expect(verdict.reason).toMatch(/^it fails, but nobody claims .* a contract that claims both .* \(the arms differ\)$/);
    expect(verdict).not.toHaveProperty('blame');
    const half = subjectOf({ ...heavyBall, contract: { weightDecay: 'coupled' } });
    expect(await blamed(half, answer(holding))).toMatchObject({ verdict: 'undecided' });
  });

  test('but it is where measurement found a mistake, whatever is claimed', async () => {
    const subject = subjectOf({ ...heavyBall, contract: undefined });
    const finding = { cause: 'decay-twice', sentence: 'the decay is applied twice' } as const;
    const found = (findings: Subject['profile']['findings']): Subject => ({
      ...subject,
      profile: { ...subject.profile, findings },
    });
    expect(await blamed(found({ decay: finding }), answer(holding))).toMatchObject({ verdict: 'refuted', blame: 'optimizer' });
    const unexplained = { cause: 'unexplained', sentence: 'what λ adds is not proportional to the weights' } as const;
    expect(await blamed(found({ decay: unexplained }), answer(holding))).toMatchObject({ verdict: 'undecided' });
  });

  test('where plain SGD fails too: the conjecture’s, with every assumption fulfilled', async () => {
    const { blame: whose, cause, diagnosis, verdict } = await blamed(subjectOf(heavyBall), answer(failing), answer(holding));
    expect([verdict, whose, cause]).toEqual(['refuted', 'conjecture', 'limit-start']);
    expect(diagnosis).toMatch(/^plain SGD fails too on the same objective and streams, so this is about the conjecture: /);
  });

  test('or the objective’s, by the ingredient', async () => {
    const stage = objective('digits-mlp?widths=8&topLayer=trained');
    const { blame: whose, cause, diagnosis } = await blamed(subjectOf(sgd), answer(failing), answer(failing), stage);
    expect([whose, cause]).toEqual(['objective', 'limit-not-invariant']);
    expect(diagnosis).toContain('top.weight');
  });

  test('where a rule with the same memory fails and plain SGD does not', async () => {
    const { blame: whose, cause, diagnosis } = await blamed(subjectOf(heavyBall), answer(holding), answer(failing));
    expect([whose, cause]).toEqual(['objective', 'limit-memory']);
    expect(diagnosis).toMatch(/^heavy-ball of this package fails too .* over the memory of heavy-ball$/);
  });
});

describe('what cannot be told apart is undecided', () => {
  test('where a control is', async () => {
    const found = await blamed(subjectOf(heavyBall), answer(open), answer(holding));
    const { reason } = found;
    // Of nothing that is refuted, nothing is said that a refutation says.
    expect(found).toEqual({ law: 'equilibrium', verdict: 'undecided', reason });
    expect(reason).toMatch(/sgd of this package is not decided .* cannot be told apart \(the arms differ\)$/);
  });

  test('also where the settings are too weak for the control', async () => {
    const weak: Ask = () => Promise.reject(new ConfigurationError('UNDERPOWERED', 'too few replicas'));
    expect((await blamed(subjectOf(heavyBall), weak)).verdict).toBe('undecided');
  });

  test('unless another control fails, which says whose it is', async () => {
    expect(await blamed(subjectOf(heavyBall), answer(open), answer(failing))).toMatchObject({
      verdict: 'refuted',
      blame: 'objective',
    });
  });
});

test('nothing is asked where nothing is refuted, and what goes wrong is not swallowed', async () => {
  const never: Ask = () => Promise.reject(new TypeError('asked'));
  const held = { ...refuted, verdict: 'holds' } as Verdict;
  expect(await blame(held, subjectOf(sgd), noise, never)).toBe(held);
  await expect(blamed(subjectOf(sgd), never)).rejects.toThrow(TypeError);
});
