import type { Optimizer } from '../../../optimizers/optimizer.ts';
import { protocolVersion } from '../frame.ts';

/** What an optimizer says of itself, as JSON (docs/protocol.md). */
export function describeOptimizer(optimizer: Optimizer): string {
  return JSON.stringify(describe(optimizer), infinities);
}

function describe(optimizer: Optimizer): object {
  const { name, hyperparameters, contract, elementwise, selective, microBatches, precision, notes } = optimizer;
  // What it copies by itself may be no plain data.
  const shows = optimizer.copyState === undefined;
  const asks = typeof contract?.decayExempt === 'function';
  return {
    protocol: protocolVersion,
    name,
    hyperparameters,
    contract,
    elementwise,
    selective,
    microBatches,
    notes,
    ...(precision !== undefined && { precisions: [precision] }),
    capabilities: ['continues', 'lists', 'buffers', ...(shows ? ['state'] : []), ...(asks ? ['exempt'] : [])],
  };
}

const infinities = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
