import type { Verdict } from '../law.ts';
import type { Measurement } from './exact-law.ts';
import { deviates } from './measure-drawn.ts';

/** What the configurations of a law have shown so far: how far they deviate, what was compared in them, and what was not. */
export class Tally {
  steps = 0;
  drawn = 0;
  /** The last measurement that deviates. */
  deviation: Measurement | undefined;
  private worst: Measurement = { effect: 0, tolerance: 0, steps: 0 };
  private some = false;
  private all = false;
  private readonly unseen = new Set<string>();

  note(measurement: Measurement): void {
    const { effect, tolerance, steps, unseen, blind } = measurement;
    this.steps += steps;
    this.drawn += 1;
    this.some ||= blind !== true;
    this.all ||= unseen === undefined;
    if (unseen !== undefined) this.unseen.add(unseen);
    if (deviates(measurement)) this.deviation = measurement;
    else if (effect * this.worst.tolerance >= this.worst.effect * tolerance) this.worst = measurement;
  }

  /** What may be said where nothing deviated. */
  verdict(): Omit<Verdict, 'law' | 'objective' | 'unit'> {
    const { effect, tolerance } = this.worst;
    return {
      ...this.sight(),
      effect,
      interval: [0, effect],
      tolerance,
      detectable: tolerance,
      evidence: { kind: 'exact', configurations: this.drawn, shrinks: 0 },
      work: { configurations: this.drawn, replicas: this.drawn, steps: this.steps },
    };
  }

  private sight(): Pick<Verdict, 'verdict' | 'reason' | 'observations'> {
    const unseen = [...this.unseen];
    if (!this.some) return { verdict: 'undecided', reason: `nothing was compared: ${unseen.join('; ')}` };
    return { verdict: 'holds', ...(!this.all && { observations: unseen }) };
  }
}
