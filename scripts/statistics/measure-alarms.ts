import { clopperPearson, stream } from '../../src/index.ts';
import { alarmClaims } from './alarm-claims.ts';
import { LEVELS } from './design.ts';
import { inputs, Population } from './inputs.ts';

/** How much is measured, and from what. */
export interface Size {
  readonly runs: number;
  readonly seed: number;
}

/** False alarms of a test for one input, at one level. */
export interface AlarmRow {
  readonly test: string;
  readonly hypothesis: string;
  readonly input: string;
  /** Whether the rate is guaranteed. */
  readonly promised: boolean;
  readonly nominal: number;
  readonly runs: number;
  readonly alarms: number;
  readonly rate: number;
  /** One-sided 95 % bounds of Clopper and Pearson. */
  readonly lower: number;
  readonly upper: number;
}

/** How often tests raise false alarms under their null hypotheses. */
export function measureAlarms({ runs, seed }: Size, tell: (what: string) => void): AlarmRow[] {
  const rows: AlarmRow[] = [];
  const populations = new Map<string, Population>();
  const populationOf = (name: string): Population => {
    if (!populations.has(name)) populations.set(name, new Population(name, seed, Math.min(1_000_000, 100 * runs)));
    return populations.get(name)!;
  };
  for (const claim of alarmClaims) {
    for (const [name, input] of Object.entries(inputs)) {
      if (claim.only !== undefined && !claim.only.includes(name)) continue;
      tell(`${claim.test} | ${claim.hypothesis} | ${name}`);
      const trial = claim.prepare(input, () => populationOf(name));
      const source = stream(seed, 'calibration', claim.test, claim.hypothesis, name);
      const count = runs * (claim.times ?? 1);
      const levels = claim.levels ?? LEVELS;
      const alarms = levels.map(() => 0);
      for (let run = 0; run < count; run++) {
        const level = trial(source.seek(run, 0));
        // A level is passed exactly, up to the rounding of 1/e.
        levels.forEach((nominal, k) => (alarms[k] += level <= nominal * (1 + 1e-12) ? 1 : 0));
      }
      levels.forEach((nominal, k) => {
        const [low, high] = clopperPearson(alarms[k], count, 0.9);
        rows.push({
          test: claim.test,
          hypothesis: claim.hypothesis,
          input: name,
          promised: claim.promise(name),
          nominal,
          runs: count,
          alarms: alarms[k],
          rate: alarms[k] / count,
          lower: low,
          upper: high,
        });
      });
    }
  }
  return rows;
}
