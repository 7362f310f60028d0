import { comparePrecisions, precisionFactor } from '../precision-reading.ts';
import type { Diagnosis } from '../cause.ts';
import type { Finder } from './finder.ts';

/** Arithmetic that is not that of the precision asked for. */
export const precision: Finder = ({ optimizer, contract }) => {
  const found = contract.random === true ? undefined : comparePrecisions(optimizer);
  const factor = found?.cause === 'rule-differs-by-precision' ? precisionFactor(optimizer) : undefined;
  const length: Diagnosis | undefined =
    factor === undefined
      ? undefined
      : {
          cause: 'rule-differs-by-precision',
          sentence: `steps of weights in float32 are ${Number(factor.toPrecision(3))} times as long as those of the same weights in float64`,
        };
  return { precision: length ?? found, ...(length && { 'precision length': length }) };
};
