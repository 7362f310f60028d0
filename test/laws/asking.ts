import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import type { Profile } from '../../src/inference/profile.ts';
import { laws } from '../../src/laws/index.ts';
import type { Counterexample, Law, LawContext, Subject, Verdict } from '../../src/laws/law.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { objective } from '../../src/objectives/reference.ts';
import { builtinOptimizer } from '../../src/optimizers/reference.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { exactObjectives } from '../../src/suite/defaults.ts';

/** What exact laws train on by default. */
export const smallNetwork: Objective = objective(exactObjectives[0]);

export function lawOf(id: LawId): Law {
  return laws.find((law) => law.id === id)!;
}

let copies = 0;
/** A fresh copy of a module at each call: some bugs live in module scope. A data URL is never in the module cache. */
export async function loadModule(url: URL): Promise<Optimizer> {
  const source = `${readFileSync(url, 'utf8')}\n// copy ${(copies += 1)}`;
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)).default;
}

/** A module of `fixtures/planted-bugs`, by its name without the extension. */
export function planted(name: string): Promise<Optimizer> {
  return loadModule(new URL(`../../fixtures/planted-bugs/${name}.mjs`, import.meta.url));
}

export interface Question {
  readonly objective?: Objective;
  readonly configurations?: number;
  readonly seed?: number;
}

export function contextOf(
  subject: Subject,
  { objective: stage = smallNetwork, configurations = 40, seed = 1 }: Question = {},
): LawContext {
  return { subject, objective: stage, seed, configurations, alpha: 1e-6, engine: fastestEngine, replicaLimit: 8 };
}

export function subjectOf(optimizer: Optimizer): Subject {
  return { optimizer, profile: inferProfile(optimizer) };
}

const profiles = new Map<string, Profile>();

/** A built-in optimizer, measured once, or an optimizer of a test's own. */
function measured(optimizer: Optimizer | string): Subject {
  if (typeof optimizer !== 'string') return subjectOf(optimizer);
  const builtin = builtinOptimizer(optimizer);
  const profile = profiles.get(optimizer) ?? inferProfile(builtin);
  profiles.set(optimizer, profile);
  return { optimizer: builtin, profile };
}

/** Whether a law claims anything of an optimizer, given by name or as an object. */
export function applies(law: Law, optimizer: Optimizer | string, on: Objective = smallNetwork): true | string {
  return law.applies(measured(optimizer), on);
}

/** The verdict on an optimizer that the law applies to. */
export function ask(law: Law, optimizer: Optimizer | string, question?: Question): Verdict {
  return askOf(law, measured(optimizer), question);
}

function askOf(law: Law, subject: Subject, question?: Question): Verdict {
  expect(law.applies(subject, question?.objective ?? smallNetwork)).toBe(true);
  return law.check(contextOf(subject, question)) as Verdict;
}

/** What is expected of a refutation. */
export interface Refutation {
  /** The whole counterexample, but for its `where`. */
  readonly counterexample: Counterexample;
  readonly diagnosis: RegExp;
  readonly question?: Question;
  /** The subject carries something from run to run, so that a replay refutes it with another effect. */
  readonly elusive?: boolean;
}

/** The fields that every counterexample shrinks to, unless they matter. */
export const simplest = { learningRate: 1, weightDecay: 0.125, initScale: 1, precision: 'float64', seed: 0 } as const;

/**
 * Expects a fresh copy of the subject to be refuted, the counterexample to be as simple as stated, the diagnosis to name the
 * mistake, and a replay in another fresh copy to give the same effect bit for bit.
 */
export async function expectRefuted(law: Law, load: () => Promise<Optimizer>, expected: Refutation): Promise<Verdict> {
  const subject = subjectOf(await load());
  const verdict = askOf(law, subject, expected.question);
  const { where: _, ...counterexample } = verdict.counterexample ?? { learningRate: 0, weightDecay: 0, initScale: 0 };
  expect({ verdict: verdict.verdict, counterexample }).toEqual({ verdict: 'refuted', counterexample: expected.counterexample });
  expect(verdict.diagnosis).toMatch(expected.diagnosis);
  expect(verdict.effect).toBeGreaterThan(verdict.tolerance);

  const stored = JSON.parse(JSON.stringify(verdict.counterexample)) as Counterexample;
  // What carries something from run to run has to have been at work before, as it had been the first time.
  const copy = expected.elusive === true ? subjectOf(await load()) : { ...subject, optimizer: await load() };
  const context = contextOf(copy, { ...expected.question, seed: 999 });
  const replayed = law.replay(context, stored) as Verdict;
  if (expected.elusive !== true) expect(Object.is(replayed.effect, verdict.effect)).toBe(true);
  expect(replayed).toMatchObject({ verdict: 'refuted', diagnosis: verdict.diagnosis });
  return verdict;
}

/** Expects that nothing deviates in any of the drawn configurations. */
export function expectHolds(law: Law, optimizer: Optimizer | string, question: Question = {}): Verdict {
  const verdict = ask(law, optimizer, question);
  expect(verdict).toMatchObject({
    law: law.id,
    verdict: 'holds',
    evidence: { kind: 'exact', configurations: question.configurations ?? 40 },
  });
  expect(verdict.counterexample).toBeUndefined();
  expect(verdict.effect).toBeLessThanOrEqual(verdict.tolerance);
  return verdict;
}
