import type { Optimizer } from '../../../optimizers/optimizer.ts';
import { adafactorFamily } from './adafactor.ts';
import { adamFamily } from './adam.ts';
import { adaptive } from './adaptive.ts';
import { gradientDescent } from './gradient-descent.ts';
import { layerWise } from './layer-wise.ts';
import { momentum } from './momentum.ts';
import { muonFamily } from './muon.ts';
import { signDescent } from './sign-descent.ts';
import type { UpdateRule } from './update-rule.ts';

const rules: readonly UpdateRule[] = [
  ...gradientDescent,
  ...signDescent,
  ...momentum,
  ...adamFamily,
  ...adaptive,
  ...layerWise,
  ...adafactorFamily,
  ...muonFamily,
];

/** The rule that does what this optimizer does, if it is a built-in one, possibly with other hyperparameters. */
export function updateRuleOf({ init, update, microBatches = 1 }: Optimizer): UpdateRule | undefined {
  if (microBatches > 1) return undefined;
  return rules.find(({ optimizer }) => optimizer.update === update && optimizer.init === init);
}
