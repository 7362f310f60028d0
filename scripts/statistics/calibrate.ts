import { measureAlarms, type AlarmRow, type Size } from './measure-alarms.ts';
import { measureDesigns, measureDetection, type DesignRow, type DetectionRow } from './measure-detection.ts';

/** What the tests of `src/statistics/` were measured to do: a function of seed and runs. */
export interface Calibration extends Size {
  readonly alarms: readonly AlarmRow[];
  /** Designs of an equivalence test, side by side. */
  readonly comparison: readonly DesignRow[];
  readonly detection: readonly DetectionRow[];
}

/** @param tell told what is measured next */
export function calibrate({ seed, runs }: Size, tell: (what: string) => void = () => {}): Calibration {
  const size = { seed, runs };
  return {
    ...size,
    alarms: measureAlarms(size, tell),
    comparison: measureDesigns(size, tell),
    detection: measureDetection(size, tell),
  };
}

/** The promises that are broken: the lower bound of a rate of false alarms exceeds its nominal rate. */
export function brokenPromises({ alarms }: Calibration): readonly AlarmRow[] {
  return alarms.filter(({ promised, lower, nominal }) => promised && lower > nominal);
}
