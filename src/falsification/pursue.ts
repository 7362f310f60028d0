import type { Conjecture } from './conjectures/conjecture.ts';
import { contrast } from './contrast.ts';
import { certifySimplest, type Certified } from './certification.ts';
import type { Counterexample, DoseCurve } from './counterexample.ts';
import { essentialOf } from './counterexample.ts';
import { breaches } from './domain.ts';
import { dependences } from './dependence.ts';
import { doseCurve } from './dose-curve.ts';
import { studentQuantile } from '../statistics/student-quantile.ts';
import { DECIDING, effectOn, type Examination } from './examination.ts';
import { persistenceOf } from './persistence.ts';
import type { Fixed } from './scene.ts';
import { sentenceOf, slugOf } from './sentence.ts';
import type { Setting } from './setting.ts';
import { shrinkSetting, type ShrinkMemory } from './shrink-setting.ts';
import type { Space } from './space/space.ts';
import type { TaskResult } from './task.ts';

/** What pursuing a suspect needs. */
export interface Pursuit {
  readonly conjecture: Conjecture;
  readonly space: Space;
  readonly fixed: Fixed;
  readonly exam: Examination;
  /** Probability of refuting what is true, of this pursuit. */
  readonly alpha: number;
  readonly streams: Counterexample['streams'];
  readonly version: string;
  readonly references: Counterexample['fixed'];
  readonly tell: (activity: string) => void;
  /** What has been found before; default: nothing. */
  readonly memory?: ShrinkMemory;
}

/** How a pursuit ended. */
export type PursuitEnd =
  | { readonly kind: 'certified'; readonly counterexample: Counterexample }
  | { readonly kind: 'unconfirmed'; readonly reason: string }
  /** With the simplest setting that was refuted. */
  | { readonly kind: 'uncertified'; readonly reason: string; readonly simplest: Setting };

/** Confirms a suspect on fresh streams, shrinks it, certifies it anew, and explains what is left. */
export async function pursue(pursuit: Pursuit, suspect: Setting): Promise<PursuitEnd> {
  const { space, exam, alpha, tell } = pursuit;
  tell('confirm');
  const confirmed = await exam.decide(suspect, 'confirm', { alpha: alpha / 2, replicaLimit: DECIDING });
  if (confirmed.verdict !== 'refuted')
    return { kind: 'unconfirmed', reason: confirmed.reason ?? `${confirmed.verdict} on fresh streams` };
  tell('shrink');
  const chain = await shrinkSetting(space, suspect, exam, pursuit.memory);
  tell('certify');
  const certified = await certifySimplest(space, chain, exam, alpha / 2);
  if ('reason' in certified) return { kind: 'uncertified', reason: certified.reason, simplest: chain[chain.length - 1] };
  tell('explain');
  return { kind: 'certified', counterexample: await explained(pursuit, certified) };
}

async function explained(
  { conjecture, space, fixed, exam, streams, version, references }: Pursuit,
  { chain, result, phase, alpha, metric, ablation }: Certified,
): Promise<Counterexample> {
  const setting = chain[chain.length - 1];
  const curves = await Promise.all(
    essentialOf({ ablation }).map((ingredient) => doseCurve(space, setting, ingredient, metric, exam)),
  );
  const doses = curves.filter((curve): curve is DoseCurve => curve !== undefined);
  const broken = breaches(conjecture, setting, fixed);
  // What counts against a conjecture is asked what else it depends on inside of the domain, and what has no dose what it depends on at all.
  const asked = new Set(doses.map(({ path }) => path));
  const inside = broken.length === 0;
  const admits = (at: Setting, path: string): boolean =>
    !asked.has(path) && (!inside || breaches(conjecture, at, fixed).length === 0);
  const others = inside || doses.length === 0 ? await dependences(space, setting, metric, exam, admits) : [];
  const found: Omit<Counterexample, 'sentence' | 'slug' | 'status'> = {
    conjecture: conjecture.id,
    setting,
    breaches: broken,
    quantities: result.quantities!,
    effect: intervalOf(result, metric),
    persistence: await persistenceOf(setting, metric, result, exam),
    ablation,
    contrasts: await contrast(space, setting, metric, exam, phase),
    doses: [...doses, ...others],
    chain: chain.map((each) => space.ingredients(each)),
    streams: { seed: streams.seed, phase: `${streams.phase}/${phase}` },
    alpha,
    version,
    fixed: references,
  };
  const status = found.breaches.length === 0 ? 'open' : 'expected';
  return { ...found, slug: slugOf(found), status, sentence: sentenceOf(space, found) };
}

/** Confidence of the interval of the effect that is told. */
const CONFIDENCE = 0.99;

function intervalOf(certified: TaskResult, metric: string): Counterexample['effect'] {
  const { mean, error, tolerance } = effectOn(certified, metric)!;
  const replicas = Math.max(2, certified.replicas);
  const width = (error ?? 0) * studentQuantile((1 + CONFIDENCE) / 2, replicas - 1);
  return { metric, mean, interval: [mean - width, mean + width], tolerance, replicas };
}
