import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/arithmetic/configuration-error.ts';
import type { Law } from '../../src/laws/law.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import type { Answer, Host, Task } from '../../src/suite/host.ts';
import { toFailure } from '../../src/suite/failure.ts';
import { createInProcessHost } from '../../src/suite/in-process-host.ts';
import { decodeReplayToken } from '../../src/suite/replay-token.ts';
import type { TaskOutcome } from '../../src/suite/run-task.ts';
import { runSuite, type SuitePlan } from '../../src/suite/run-suite.ts';
import { ModelError } from '../../src/subjects/model-error.ts';
import { SubjectError } from '../../src/subjects/subject-error.ts';
import { fakeLaw } from './fake-law.ts';

const objective = 'isotropic-noise';

function planOf(laws: readonly Law[], subjects: readonly string[] = ['sgd']): SuitePlan {
  const pairs = laws.map(({ id: law }) => ({ law, objective }));
  return {
    kind: 'check',
    laws,
    seed: 7,
    alpha: 1e-3,
    configurations: 5,
    replicaLimit: 9,
    subjects: subjects.map((name) => ({ label: name, reference: `builtin:${name}`, pairs })),
  };
}

async function runOn(laws: readonly Law[], subjects: readonly string[] = ['sgd'], observer: Parameters<typeof runSuite>[2] = {}) {
  return runSuite(
    planOf(laws, subjects),
    createInProcessHost(
      subjects.map((name) => ({ ...sgd, name })),
      laws,
    ),
    observer,
  );
}

/** A host that answers in the order in which it is told to, and runs nothing. */
function scriptedHost(
  finish: (task: Task) => Promise<Answer<TaskOutcome>>,
): Host & { readonly cancelled: [string, number | undefined][] } {
  const cancelled: [string, number | undefined][] = [];
  const laws = [fakeLaw('a', 'holds')];
  const inner = createInProcessHost([sgd, sgd, sgd], laws);
  return {
    cancelled,
    open: async (subject, pairs) => {
      const answer = await inner.open(subject, []);
      return answer.kind === 'done'
        ? { kind: 'done', value: { ...answer.value, applies: pairs.map(() => true as const) } }
        : answer;
    },
    run: finish,
    cancel: (reason, { subject } = {}) => void cancelled.push([reason, subject]),
    close: () => Promise.resolve(),
  };
}

describe('a run', () => {
  test('reports results, skips and the verdict of all', async () => {
    const document = await runOn([
      fakeLaw('determinism', 'holds'),
      fakeLaw('first-step', 'holds', { applies: () => 'claimed for others' }),
      fakeLaw('finiteness', 'refuted'),
    ]);
    expect(document).toMatchObject({
      schemaVersion: 1,
      kind: 'check',
      verdict: 'refuted',
      seed: 7,
      alpha: 1e-3,
      configurations: 5,
      subject: { name: 'sgd', reference: 'builtin:sgd', inferred: { intrinsic: 'η·λ' } },
      skipped: [{ subject: 'sgd', law: 'first-step', reason: 'claimed for others' }],
      errors: [],
      work: { configurations: 6, replicas: 4, steps: 200 },
    });
    expect(document.results.map(({ law, verdict }) => [law, verdict])).toEqual([
      ['determinism', 'holds'],
      ['finiteness', 'refuted'],
    ]);
    expect(document.results[1]).toMatchObject({ effect: 0.5, interval: [0.4, 0.6], reproducible: true });
    expect(decodeReplayToken(document.results[1].replay!)).toMatchObject({
      subject: 'builtin:sgd',
      law: 'finiteness',
      objective,
      seed: 7,
      configurations: 5,
      replicaLimit: 9,
      counterexample: { learningRate: 0.5, weightDecay: 0.25, initScale: 1, detail: 7 },
    });
    expect(document.results[0].replay).toBeUndefined();
    expect('elapsedSeconds' in document).toBe(false);
  });

  test.each([
    [['holds', 'holds'], 'holds'],
    [['holds', 'undecided'], 'undecided'],
    [['undecided', 'refuted'], 'refuted'],
    [[], 'undecided'],
  ] as const)('of %j is %s', async (verdicts, expected) => {
    const document = await runOn(verdicts.map((verdict, i) => fakeLaw(`law-${i}`, verdict)));
    expect(document.verdict).toBe(expected);
  });

  test('divides α equally among the statistical laws that apply', async () => {
    const seen: number[] = [];
    const statistical = (id: string, applies: true | string = true): Law =>
      fakeLaw(id, ({ alpha }) => (seen.push(alpha), { verdict: 'holds' }), { tier: 'statistical', applies: () => applies });
    const document = await runOn([
      fakeLaw('exact', 'holds'),
      statistical('a'),
      statistical('b'),
      statistical('c', 'not here'),
      statistical('d'),
      statistical('e'),
    ]);
    expect(seen).toEqual([2.5e-4, 2.5e-4, 2.5e-4, 2.5e-4]);
    expect(document.budget).toMatchObject({ alpha: 1e-3, statisticalTasks: 4, alphaPerTask: 2.5e-4 });
    expect(document.budget.holds).toContain('β');
  });

  test('reports in the order of the plan whatever is finished first, and exact laws are begun first', async () => {
    const laws = [fakeLaw('slow', 'holds', { tier: 'statistical' }), fakeLaw('fast', 'holds')];
    const begun: string[] = [];
    const waiting: (() => void)[] = [];
    const host = scriptedHost(async (task) => {
      const turn = new Promise<void>((resolve) => waiting.push(resolve));
      begun.push(`${task.subject} ${task.law}`);
      if (begun.length % 3 === 0)
        waiting
          .splice(0)
          .reverse()
          .forEach((resolve) => resolve());
      await turn;
      const law = laws.find(({ id }) => id === task.law)!;
      return { kind: 'done', value: { verdict: await law.check({ objective: { name: 'x' } } as never) } };
    });
    const document = await runSuite(planOf(laws, ['sgd', 'adam', 'lion']), host);
    // A statistical law waits for the exact ones of its subject, which may make it superfluous.
    expect(begun.slice(0, 3)).toEqual(['0 fast', '1 fast', '2 fast']);
    expect(begun.slice(3).sort()).toEqual(['0 slow', '1 slow', '2 slow']);
    expect(document.results.map(({ law }) => law)).toEqual(['slow', 'fast', 'slow', 'fast', 'slow', 'fast']);
  });

  test('names subjects by reference where two have the same name', async () => {
    const laws = [fakeLaw('determinism', 'holds')];
    const plan = planOf(laws, ['sgd', 'adam']);
    const document = await runSuite(plan, createInProcessHost([sgd, sgd], laws));
    expect(document.subjects.map(({ name }) => name)).toEqual(['builtin:sgd', 'builtin:adam']);
    expect(document.results.map(({ subject }) => subject)).toEqual(['builtin:sgd', 'builtin:adam']);
    expect(document.subject).toBeUndefined();
  });

  test('goes on with the other subjects when one throws in a law, and reports one error for all laws in which it did', async () => {
    const throws = (id: string): Law =>
      fakeLaw(id, ({ subject }) => {
        if (subject.optimizer.name === 'b')
          throw new SubjectError('SUBJECT_THROWS', 'b throws', { function: 'update', step: 60 });
        return { verdict: 'holds' };
      });
    const document = await runOn([throws('determinism'), fakeLaw('finiteness', 'holds'), throws('first-step')], ['a', 'b', 'c']);
    expect(document.results.map(({ subject, law }) => `${subject} ${law}`)).toEqual([
      'a determinism',
      'a finiteness',
      'a first-step',
      'b finiteness',
      'c determinism',
      'c finiteness',
      'c first-step',
    ]);
    expect(document.errors).toMatchObject([
      {
        subject: 'b',
        kind: 'subject',
        code: 'SUBJECT_THROWS',
        message: 'b throws',
        function: 'update',
        step: 60,
        laws: ['determinism', 'first-step'],
      },
    ]);
    expect(document.verdict).toBe('undecided');
  });

  test('cancels what is left of a subject that hangs', async () => {
    const laws = ['determinism', 'finiteness'].map((id) => fakeLaw(id, 'holds'));
    const hang = toFailure(new SubjectError('SUBJECT_HANGS', 'does not return', { function: 'update', step: 5 }));
    const host = scriptedHost(async ({ law }) =>
      law === 'determinism' ? { kind: 'failed', failure: hang } : { kind: 'cancelled', reason: 'not run' },
    );
    const document = await runSuite(planOf(laws), host);
    expect(host.cancelled).toEqual([['not run: sgd was stopped (SUBJECT_HANGS)', 0]]);
    expect(document.errors).toMatchObject([{ code: 'SUBJECT_HANGS', step: 5, laws: ['determinism'] }]);
    expect(document.skipped).toMatchObject([{ law: 'finiteness', reason: 'not run' }]);
  });

  test('asks the other laws of a subject whose process ended in one', async () => {
    const laws = ['determinism', 'finiteness'].map((id) => fakeLaw(id, 'refuted'));
    const end = toFailure(new SubjectError('SUBJECT_EXITED', 'is gone', { function: 'update', step: 5 }));
    const host = scriptedHost(async ({ law }) => {
      if (law === 'determinism') return { kind: 'failed', failure: end };
      return { kind: 'done', value: { verdict: await laws[1].check({ objective: { name: 'x' } } as never) } };
    });
    const document = await runSuite(planOf(laws), host);
    expect(host.cancelled).toEqual([]);
    expect(document).toMatchObject({ verdict: 'refuted', errors: [{ code: 'SUBJECT_EXITED', laws: ['determinism'] }] });
  });

  test('asks a model that hung for nothing else', async () => {
    const laws = [fakeLaw('a', 'holds')];
    const hang = toFailure(new ModelError('MODEL_HANGS', 'it does not return', 'look for a loop'));
    const objectives: unknown[] = [];
    const inner = scriptedHost(async () => ({ kind: 'failed', failure: hang }));
    const plan = planOf(laws);
    const subjects = plan.subjects.map((subject) => ({
      ...subject,
      pairs: subject.pairs.map((pair) => ({ ...pair, objective: './model.mjs' })),
    }));
    const document = await runSuite({ ...plan, subjects }, { ...inner, cancel: (_, only) => void objectives.push(only) });
    expect(objectives).toEqual([{ objective: './model.mjs' }]);
    expect(document.errors).toMatchObject([{ kind: 'model', code: 'MODEL_HANGS' }]);
  });

  test('a subject that cannot be loaded is an error of its own', async () => {
    const laws = [fakeLaw('a', 'holds')];
    const inner = scriptedHost(async () => ({ kind: 'cancelled', reason: '' }));
    const failure = toFailure(new ConfigurationError('SUBJECT_NOT_FOUND', 'there is no file'));
    const document = await runSuite(planOf(laws), { ...inner, open: async () => ({ kind: 'failed', failure }) });
    expect(document).toMatchObject({
      verdict: 'undecided',
      subjects: [],
      results: [],
      errors: [{ subject: 'sgd', code: 'SUBJECT_NOT_FOUND' }],
    });
    expect(document.subject).toBeUndefined();
  });

  test('that is ended early reports what is known; the rest is undecided, with the reason', async () => {
    const controller = new AbortController();
    const ending = fakeLaw('b', () => (controller.abort('interrupted'), { verdict: 'holds' }));
    const document = await runOn([fakeLaw('a', 'refuted'), ending, fakeLaw('c', 'holds')], ['sgd'], {
      signal: controller.signal,
    });
    expect(document.results.map(({ law, verdict, reason }) => [law, verdict, reason])).toEqual([
      ['a', 'refuted', undefined],
      ['b', 'holds', undefined],
      ['c', 'undecided', 'interrupted'],
    ]);
    expect(document).toMatchObject({ verdict: 'refuted', interrupted: true });
  });

  test('tells how far it is and, given a clock, how long it took', async () => {
    const shares: number[] = [];
    let now = 1000;
    const law = fakeLaw('a', ({ progress }) => {
      progress?.(0.5, 'half');
      now += 2500;
      return { verdict: 'holds' };
    });
    const document = await runOn([law, fakeLaw('b', 'holds')], ['sgd'], {
      onProgress: (share) => shares.push(share),
      clock: () => now,
    });
    // Opening the optimizer is a tenth.
    expect(shares).toEqual([0, 0.1, 0.325, 0.55, 1]);
    expect(document.elapsedSeconds).toBe(2.5);
  });

  test('says when a counterexample does not reproduce in a new copy of the subject', async () => {
    const flaky = fakeLaw('a', 'refuted', { replay: (context) => fakeLaw('a', 'holds').check(context) });
    const document = await runOn([flaky]);
    expect(document.results[0]).toMatchObject({ verdict: 'refuted', reproducible: false });
  });

  test('writes numbers that are not finite as null', async () => {
    const law = fakeLaw('a', () => ({ verdict: 'refuted', effect: Infinity, interval: [Infinity, NaN] }));
    const document = await runOn([law]);
    expect(document.results[0]).toMatchObject({ effect: null, interval: [null, null] });
  });

  test('asks a subject that does not stay finite for its finiteness alone', async () => {
    const laws = [fakeLaw('finiteness', 'refuted'), fakeLaw('determinism', 'holds')];
    const broken = {
      ...sgd,
      name: 'broken',
      update: ({ parameters }: Parameters<typeof sgd.update>[0]) => void parameters[0].data.fill(NaN),
    };
    const document = await runSuite(planOf(laws), createInProcessHost([broken], laws));
    expect(document.results.map(({ law }) => law)).toEqual(['finiteness']);
    expect(document.skipped).toMatchObject([{ law: 'determinism', reason: expect.stringContaining('not asked') }]);
    expect(document.errors).toMatchObject([{ code: 'SUBJECT_NOT_FINITE', step: 1 }]);
  });
});
