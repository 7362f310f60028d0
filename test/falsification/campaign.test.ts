import { describe, expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { runCampaign, type CampaignReport } from '../../src/falsification/campaign.ts';
import type { Conjecture } from '../../src/falsification/conjectures/conjecture.ts';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { essentialOf } from '../../src/falsification/counterexample.ts';
import { evaluateHere } from '../../src/falsification/evaluate.ts';
import { proposers } from '../../src/falsification/proposers/index.ts';
import { spaceFor } from '../../src/falsification/space-for.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { objective } from '../../src/objectives/reference.ts';
import { norms, null_ } from './planted.ts';

async function campaign(conjecture: Conjecture, reference: string, steps: number): Promise<CampaignReport> {
  const fixed = { objective: objective(reference), optimizer: sgd };
  const seed = 1;
  const evaluate = evaluateHere({ conjecture, engine: fastestEngine, seed, fixed });
  return runCampaign({
    conjecture,
    space: spaceFor(conjecture, fixed),
    fixed,
    references: { objective: reference, optimizer: 'sgd' },
    version: 'test',
    seed,
    alpha: 1e-3,
    islands: [0],
    corpus: [],
    proposers,
    evaluatorOf: () => evaluate,
    budgetOf: () => ({ searches: (spent) => spent < 0.7 * steps, surveys: (spent) => spent < steps }),
  });
}

describe('a campaign', () => {
  test('leaves alone what is true by construction, and says how far', async () => {
    const { verdict, found, survey } = await campaign(null_, 'isotropic-noise?dimension=8', 400_000);
    expect(found).toEqual([]);
    expect(verdict).not.toBe('refuted');
    expect(survey.refuted).toBe(0);
    expect(survey.settings).toBeGreaterThan(5);
    expect(survey.interval[1]).toBeLessThan(0.5);
  });

  test('refutes what is plainly false, at once and of the plain setting', async () => {
    const { verdict, found } = await campaign(norms, 'isotropic-noise?dimension=8', 400_000);
    expect(verdict).toBe('refuted');
    expect(found[0].breaches).toEqual([]);
    expect(essentialOf(found[0])).toEqual([]);
    // η is four times as large, and ρ⁴ ∝ η/λ.
    expect(found[0].effect.mean).toBeCloseTo(Math.log(2), 1);
    expect(found[0].persistence.kind).toBe('lasting');
  });

  test('finds a barrier in the plain setting, one run of which starts on one side of it', async () => {
    const { verdict, found } = await campaign(equilibrium, 'two-basins?dimension=4&barrier=4', 500_000);
    expect(verdict).toBe('outside');
    expect(found.map(essentialOf)).toEqual([[]]);
    expect(found[0].setting.second.start).toBe('common');
  });
});
