import { decayEffects } from '../decay-effects.ts';
import type { DecayDesign } from './decay-design.ts';

/** Lazy regularisation: every n-th step decays n times as much, and the others do not decay. */
export const lazy: DecayDesign = {
  source: 'Karras et al. 2020, StyleGAN2, section 3.1',
  rank: 4.5,
  *propose({ optimizer, base, probe }) {
    if (base.kind === 'none' || (probe.period ?? 1) > 1) return;
    const acting = new Set<number>();
    for (const { actual, step } of decayEffects(optimizer, base, probe)) if (actual.some((x) => x !== 0)) acting.add(step);
    const [first, second] = acting;
    const every = second - first;
    if (!(every > 1)) return;
    const strength = ({ step }: { readonly step: number }): number => ((step - first) % every === 0 ? every : 0);
    yield {
      hypothesis: { ...base, strength },
      cause: 'decay-scheduled',
      sentence: `the decay is lazy: every ${every} steps it acts once, ${every} times as strongly`,
      value: every,
      otherwise: {
        cause: 'decay-skips-steps',
        sentence: `the decay is skipped at all steps but every ${every}th, where it is ${every} times as strong`,
      },
    };
  },
};
