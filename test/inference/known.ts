import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

export { adamw } from '../../src/optimizers/adamw.ts';

/** Every built-in optimizer without its contract: nothing may be found in one. */
export const builtins: readonly Optimizer[] = optimizers.map((optimizer) => ({ ...optimizer, contract: undefined }));
