import { decayEffects, type DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis, Setting } from '../decay-hypothesis.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { CauseId } from '../cause.ts';
import type { DecayDesign } from './decay-design.ts';

/** What an option scales: the decay itself, or one that follows the schedule with a power of its own. */
const schedules: readonly {
  readonly of: (setting: Setting) => number;
  readonly unit: string;
  readonly cause: { readonly proportional: CauseId; readonly inverse: CauseId };
}[] = [
  {
    of: () => 1,
    unit: '',
    cause: { proportional: 'decay-scaled-by-option', inverse: 'decay-reference-rate' },
  },
  {
    of: ({ learningRate }) => learningRate,
    unit: 'η',
    cause: { proportional: 'decay-scaled-by-option', inverse: 'decay-corrected' },
  },
];

/** A factor that an option sets: λη/η₀ with a reference rate η₀, η²λ/η_max with a declared peak, or a multiplier of the decay. */
export const scaledByOption: DecayDesign = {
  source: 'Loshchilov & Hutter 2019, section 3; Defazio 2025, AdamC; wd_mult of many libraries',
  rank: 3,
  *propose({ optimizer, base, probe }) {
    if (base.kind === 'coupled') return;
    const nominal = base.kind === 'independent' ? 'λ' : 'ηλ';
    for (const { of, unit, cause } of schedules) {
      const factor = factorOf(optimizer, base, of, probe);
      if (factor === undefined || factor <= 0) continue;
      for (const [name, value] of Object.entries(optimizer.hyperparameters ?? {})) {
        if (value === 0) continue;
        const doubled = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, [name]: 2 * value } };
        const moved = factorOf(doubled, base, of, probe);
        if (moved === undefined) continue;
        // A root of an option scales the rate with the size of a batch (Malladi et al. 2022), and the decay goes with that.
        const power = [1, -1, 0.5, -0.5].find((each) => Math.abs(moved / factor / 2 ** each - 1) < 1e-6);
        if (power === undefined) continue;
        const inverse = power < 0;
        yield {
          hypothesis: { ...base, strength: (setting) => factor * of(setting) },
          cause: inverse ? cause.inverse : cause.proportional,
          sentence: `the decay is ${Number(factor.toPrecision(4))}${unit} times ${nominal}, and ${inverse ? 'inversely ' : ''}proportional to ${Math.abs(power) === 0.5 ? 'the root of ' : ''}${name}${power === -1 ? ': a reference rate' : ''}`,
          value: Number(factor.toPrecision(6)),
        };
      }
    }
  },
};

/** The strength of the decay over what the schedule makes of it, if it is the same at each step and for each tensor. */
function factorOf(
  optimizer: Optimizer,
  base: DecayHypothesis,
  schedule: (setting: Setting) => number,
  probe: DecayProbe,
): number | undefined {
  let factor: number | undefined;
  try {
    for (const effect of decayEffects(optimizer, base, probe)) {
      if (!(effect.stray < 1e-6)) return undefined;
      const relative = effect.strength / schedule(effect);
      factor ??= relative;
      if (Math.abs(relative - factor) > 1e-6 * Math.abs(factor)) return undefined;
      if (effect.step > (probe.fill ?? 0) + 3) break;
    }
  } catch {
    return undefined;
  }
  return factor;
}
