import * as planted from '../../fixtures/planted-effects/sgd.mjs';
import {
  builtinOptimizer,
  fastestEngine,
  laws,
  normal,
  objective,
  type Engine,
  type Law,
  type LawContext,
  type Optimizer,
  type VerdictValue,
} from '../../src/index.ts';
import { drawFrom } from '../../src/laws/statistical/draw.ts';
import { equilibriumMetrics, equilibriumQuantities } from '../../src/laws/statistical/comparisons.ts';
import { armsOf } from '../../src/laws/statistical/equilibrium-arms.ts';
import { pairsAroundEquilibrium } from '../../src/laws/statistical/equilibrium-pairs.ts';
import type { Claim } from '../../src/verdicts/claim.ts';
import { decide, verdictOf } from '../../src/verdicts/decide.ts';
import { boundsOf, runPilot } from '../../src/verdicts/pilot.ts';
import { meanFieldEngine } from './mean-field-engine.ts';

/** What is asked for a verdict: a law, or a claim of one about other arms. */
export interface Asked extends Pick<Law, 'applies'> {
  check(context: LawContext): Promise<{ readonly verdict: VerdictValue; readonly replicas: number }>;
}

/** A row of the table of power: an effect, and the law that is asked about it. */
export interface PowerPlan {
  readonly effect: string;
  readonly law: string;
  /** Reference of the objective. */
  readonly stage: string;
  readonly optimizer: Optimizer;
  readonly engine: Engine;
  readonly asked: Asked;
}

type Draft = Pick<PowerPlan, 'effect' | 'law' | 'optimizer'> &
  Partial<Pick<PowerPlan, 'engine' | 'asked'>> & { readonly stages: readonly string[] };

const noise = 'isotropic-noise';
const digits = 'digits-mlp?widths=16&batch=16';
const small = 'digits-mlp?widths=16&batch=16&trainSize=200';
const sgd = builtinOptimizer('sgd');

/** A law with the replicas that its deciding test took. */
function asking(id: string): Asked {
  const law = laws.find((each) => each.id === id)!;
  return {
    applies: law.applies,
    async check(context) {
      const { verdict, evidence } = await law.check(context);
      return { verdict, replicas: evidence.kind === 'exact' ? 0 : evidence.replicas };
    },
  };
}

/** The claim of `equilibrium` about two arms of which the second has another objective. */
const against = (other: string): Asked => ({
  applies: () => true,
  async check(context) {
    const { engine, seed, subject, alpha, replicaLimit } = context;
    const { near } = await pairsAroundEquilibrium(context, 1);
    const [{ value: pair }] = drawFrom([near([0.05])], context, 'arms', 1);
    const claim: Claim = {
      claims: 'equal',
      arms: (stretch) =>
        armsOf(context, pair, stretch).map((arm, i) => (i === 0 ? arm : { ...arm, objective: objective(other) })),
      metrics: equilibriumMetrics(context),
      quantities: equilibriumQuantities(context),
      steady: [],
      alike: [],
    };
    const trial = { engine, seed, objective: context.objective, optimizer: subject.optimizer, alpha, replicaLimit };
    const pilot = await runPilot(trial, 'arms/pilot', claim, 4);
    const bounds = boundsOf([pilot], 'equal');
    const decision = await decide(trial, 'arms/confirm', claim, { alpha, stretch: 1, bounds });
    return { verdict: verdictOf(decision), replicas: decision.replicas };
  },
});

/** One replica in twenty of every arm on one side fails by one nat; the others agree to the spread given. */
const failing = (spread: number): Engine =>
  meanFieldEngine({
    block: (source) => spread * normal(source),
    replica: (source, initialisation) => ({ offset: source.uniform() < 0.05 && /second|below/.test(initialisation) ? 1 : 0 }),
  });

const ofLaws: Draft[] = [
  { effect: 'decay × 1.2', law: 'norm-balance', stages: [noise], optimizer: planted.strongDecay },
  {
    effect: 'half of the weights are not decayed',
    law: 'norm-balance',
    stages: [noise, digits],
    optimizer: planted.halfDecayed,
  },
  {
    effect: 'a drop of η that rescales the weights',
    law: 'rate-drop',
    stages: [noise, digits],
    optimizer: planted.rescaledAtDrop,
  },
  {
    effect: 'an equilibrium that depends on η by 5 %',
    law: 'equilibrium',
    stages: [noise, digits],
    optimizer: planted.rateInStep,
  },
];

const ofObjectives = [
  { effect: 'ε = 1e-5 in the normaliser', stage: 'digits-mlp?widths=16&batch=16&epsilon=0.00001' },
  { effect: 'ε = 1e-5 in the normaliser', stage: 'smoothed-von-mises-fisher?epsilon=0.00001' },
  { effect: 'a barrier of 8 temperatures at κ = 0.004', stage: 'two-basins?barrier=0.253' },
  { effect: 'a barrier of 8 temperatures at κ = 0.01', stage: 'two-basins?barrier=0.4' },
  { effect: 'a trained top layer', stage: 'digits-mlp?widths=16&batch=16&topLayer=trained' },
].map(({ effect, stage }): Draft => ({ effect, law: 'equilibrium', stages: [stage], optimizer: sgd }));

const ofSampling = [
  { effect: 'full batch against mini-batch', other: small.replace('batch=16', 'batch=200') },
  { effect: 'passes over the data against fresh mini-batches', other: `${small}&sampling=epochs` },
].map(({ effect, other }): Draft => ({ effect, law: 'equilibrium', stages: [small], optimizer: sgd, asked: against(other) }));

const ofTime = [
  { effect: 'no decay', optimizer: planted.noDecay },
  { effect: 'decay 20 times too weak', optimizer: planted.weakDecay },
  { effect: 'decay ∝ (ηλ)²', optimizer: planted.squaredDecay },
  { effect: 'decay e^(−0.3/ηλ)/η', optimizer: planted.exponentialDecay },
  { effect: 'decay of 0.16 a step whatever ηλ is', optimizer: planted.constantDecay },
  { effect: 'decay ∝ √(ηλ)', optimizer: planted.rootDecay },
  { effect: 'decay that ends after 60 steps', optimizer: planted.endingDecay },
  { effect: 'from above one limit, from below another', optimizer: planted.twoLimits },
].map(({ effect, optimizer }): Draft => ({ effect, law: 'fast-equilibrium', stages: [noise], optimizer }));

const ofReplicas = ['equilibrium', 'fast-equilibrium'].flatMap((law) =>
  [1e-6, 0.05].map((spread): Draft => ({
    effect: `one replica in twenty of one arm off by one nat, the others within ${spread} (synthetic)`,
    law,
    stages: [noise],
    optimizer: sgd,
    engine: failing(spread),
  })),
);

const none: Draft[] = [
  ...laws
    .filter(({ tier }) => tier === 'statistical')
    .map(({ id }) => ({ effect: 'none: correct SGD', law: id, stages: [noise, digits], optimizer: sgd })),
  ...['heavy-ball', 'adamw', 'lion'].map((name) => ({
    effect: `none: correct ${name}`,
    law: 'fast-equilibrium',
    stages: [noise, digits],
    optimizer: builtinOptimizer(name),
  })),
];

/** Planted effects, then none. */
export const powerPlans: readonly PowerPlan[] = [ofLaws, ofObjectives, ofSampling, ofTime, ofReplicas, none]
  .flat()
  .flatMap(({ stages, engine = fastestEngine, asked, ...plan }) =>
    stages.map((stage) => ({ ...plan, stage, engine, asked: asked ?? asking(plan.law) })),
  );
