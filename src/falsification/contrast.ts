import type { Contrast } from './counterexample.ts';
import { effectOn, refutesClearly, type Examination } from './examination.ts';
import type { Setting } from './setting.ts';
import { withValue } from './space/field.ts';
import { same, type Space } from './space/space.ts';

/**
 * Makes what differs between the two runs the same, one thing at a time: what nothing is left without is what the runs remember. Plain
 * pairs differ as well, so that an ablation says nothing about it.
 *
 * @param phase of the certification of the setting, which names its streams
 */
export async function contrast(
  space: Space,
  setting: Setting,
  metric: string,
  exam: Examination,
  phase: string,
): Promise<readonly Contrast[]> {
  const differing = contrasts.filter(
    ({ what, differs }) =>
      ['first', 'second'].every((side) => space.fields.some(({ path }) => path === `${side}.${what}`)) && differs(setting),
  );
  return Promise.all(
    differing.map(async ({ what, alike }): Promise<Contrast> => {
      const result = await exam.decide(space.settled(alike(setting)), `${phase}/alike/${what}`);
      return { what, effect: effectOn(result, metric), essential: !refutesClearly(result) };
    }),
  );
}

/** What may differ, when it does, and the setting in which it does not. */
const contrasts: readonly {
  readonly what: Contrast['what'];
  differs(setting: Setting): boolean;
  alike(setting: Setting): Setting;
}[] = [
  ...(['learningRate', 'norm', 'phases'] as const).map((what) => ({
    what,
    differs: ({ first, second }: Setting) => !same(first[what], second[what]),
    alike: (setting: Setting) => withValue(setting, `second.${what}`, setting.first[what]),
  })),
  {
    what: 'start',
    // Each run has directions of its own: only where both have any do they have the same ones on average.
    differs: ({ first, second }) => first.start !== 'random' || second.start !== 'random',
    alike: (setting) => withValue(withValue(setting, 'first.start', 'random'), 'second.start', 'random'),
  },
];
