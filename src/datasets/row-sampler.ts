import { integer } from '../random/integer.ts';
import { permutation } from '../random/permutation.ts';
import { sampleWithoutReplacement } from '../random/sample-without-replacement.ts';
import type { Stream } from '../random/stream.ts';

/** How rows come into mini-batches. */
export const samplings = ['fresh', 'epochs', 'replacement'] as const;

/**
 * - `fresh`: without replacement, from all rows afresh at every step;
 * - `epochs`: in an order that is drawn for each pass over the data, so that no row comes twice in a pass;
 * - `replacement`: each row from all rows.
 */
export type Sampling = (typeof samplings)[number];

/** Orders of passes are drawn from steps that no run reaches. */
const FIRST_EPOCH = 2 ** 31;

/** Which rows make the mini-batch of a step. */
export interface RowSampler {
  /** @param stream at the replica and step; steps count from 1 */
  sample(stream: Stream): Int32Array;
}

/** What a sampler draws from. */
export interface RowSamplerOptions {
  readonly sampling: Sampling;
  readonly population: number;
  readonly batch: number;
  /** Whether what is left at the end of a pass is a smaller batch; otherwise these rows wait for another pass. */
  readonly smallerLast: boolean;
}

/**
 * A sampler of rows. What it returns is a function of the stream's key, replica and step alone, and overwritten by the next call.
 */
export function rowSampler({ sampling, population, batch, smallerLast }: RowSamplerOptions): RowSampler {
  const rows = new Int32Array(batch);
  if (sampling === 'fresh') return { sample: (stream) => sampleWithoutReplacement(stream, population, rows) };
  if (sampling === 'replacement')
    return {
      sample(stream) {
        for (let row = 0; row < batch; row++) rows[row] = integer(stream, population);
        return rows;
      },
    };

  const steps = stepsOfEpoch(population, batch, smallerLast);
  const order = new Int32Array(population);
  let drawn: { readonly stream: Stream; readonly replica: number; readonly epoch: number } | undefined;
  return {
    sample(stream) {
      const { replica, step } = stream;
      const turn = Math.max(0, step - 1);
      const epoch = Math.floor(turn / steps);
      if (drawn?.stream !== stream || drawn.replica !== replica || drawn.epoch !== epoch) {
        permutation(stream.seek(replica, FIRST_EPOCH + epoch), order);
        stream.seek(replica, step);
        drawn = { stream, replica, epoch };
      }
      const from = (turn % steps) * batch;
      return order.subarray(from, from + batch);
    },
  };
}

/** Mini-batches of one pass over the data. */
export function stepsOfEpoch(population: number, batch: number, smallerLast: boolean): number {
  return smallerLast ? Math.ceil(population / batch) : Math.floor(population / batch);
}
