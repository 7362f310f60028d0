import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import { causes, type CauseId, type Diagnosis } from '../cause.ts';
import { inferCore, type Core } from '../core/infer-core.ts';
import { inferDecay } from '../decay.ts';
import { endOfShortRun } from '../end-of-short-run.ts';
import { fixedLookAhead } from '../fixed-look-ahead.ts';
import { isSwitch } from '../is-switch.ts';
import type { Measurements } from '../measurements.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { identical, norm, normalTensors, probeShapes, scaled } from '../probe-problem.ts';
import { withoutConstants } from '../symmetry.ts';
import type { Finder } from './finder.ts';

const steps = 12;

/**
 * What is wrong behind a switch that is given as off, or as on: decay and moments are measured once more with every such option at its
 * other value, and a mistake that is one there only is the switch's.
 */
export const switches: Finder = (measurements) => {
  const { optimizer, contract } = measurements;
  if (contract.random === true) return {};
  const names = Object.entries(optimizer.hyperparameters ?? {}).flatMap(([name, value]) =>
    (value === 0 || value === 1) && isSwitch(optimizer, name, 0.1) ? [name] : [],
  );
  return {
    ...Object.fromEntries(names.map((name) => [`switch ${name}`, behind(measurements, name)])),
    ...Object.fromEntries(thresholds(optimizer, names).map((name) => [`switch ${name}`, writing(optimizer, name)])),
  };
};

/** Options that are no switches and that may be a size at which something begins. */
function thresholds({ hyperparameters = {} }: Optimizer, switches: readonly string[]): string[] {
  return Object.keys(hyperparameters).filter((name) => !switches.includes(name) && hyperparameters[name] >= 0);
}

/** How small a threshold is that every gradient passes. */
const passed = 2 ** -10;

/** Whether gradients are changed where an option is small, which they are not at its default. */
function writing(optimizer: Optimizer, name: string): Diagnosis | undefined {
  const value = optimizer.hyperparameters![name];
  if (value > 0 && value <= passed) return undefined;
  try {
    if (changesGradients(optimizer) || !changesGradients(withOption(optimizer, name, passed))) return undefined;
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
  const sentence = `with ${name} = ${passed} the gradients that are passed in are changed, in the memory of whoever passes them`;
  return { cause: 'gradients-changed', sentence };
}

function behind(measurements: Measurements, name: string): Diagnosis | undefined {
  const { optimizer, start, roles, rate, decay, core, options } = measurements;
  const other = 1 - optimizer.hyperparameters![name];
  const turned = withOption(optimizer, name, other);
  const said = ({ cause, sentence }: Diagnosis): Diagnosis => ({ cause, sentence: `with ${name} = ${other} ${sentence}` });
  if (changesGradients(turned)) {
    const sentence = 'the gradients that are passed in are changed, in the memory of whoever passes them';
    return said({ cause: 'gradients-changed', sentence });
  }
  const { finding } = inferDecay(
    turned,
    {},
    { ...start, momentum: roles.momentum, readsRate: rate !== 'never', isUniform: core !== undefined },
  );
  if (finding !== undefined && decay.finding?.cause !== finding.cause) {
    if (causes[finding.cause].kind === 'mistake') return said(finding);
    // What is the same rule but for λ is another way to compute it.
    if (
      finding.cause === 'decay-dead' &&
      decay.finding === undefined &&
      identical(endOfShortRun(turned, 0), endOfShortRun(optimizer, 0))
    )
      return said({ ...finding, cause: 'code-path-differs' });
  }
  if (growsAtRest(turned) && !growsAtRest(optimizer)) {
    const sentence = 'weights grow where there is no gradient: the decay is turned round together with it';
    return said({ cause: 'decay-grows', sentence });
  }
  const ahead =
    measurements.response.kernel === undefined ? undefined : fixedLookAhead(optimizer, turned, roles.momentum, start.fill);
  if (ahead !== undefined) return said(ahead);
  if (core === undefined || core.mistake !== undefined) return undefined;
  const found = inferCore(withoutConstants(turned, measurements.measured), measurements.negligible, start.fill);
  const mistake = found?.mistake ?? exchangedBehind(core, found);
  return mistake && !isMeant(mistake.cause, options.find((each) => each.name === name)?.effect) ? said(mistake) : undefined;
}

/** Coefficients that are those of the first and the second moment before the switch, and the other way round behind it. */
function exchangedBehind(core: Core, found: Core | undefined): Diagnosis | undefined {
  const { beta1, beta2 } = core;
  if (beta1 === beta2 || beta2 === 0 || found?.beta1 !== beta2 || found.beta2 !== beta1) return undefined;
  const sentence = `the first moment keeps ${beta2} of itself and the second ${beta1}, which they keep the other way round without it: the coefficients are swapped`;
  return { cause: 'betas-swapped', sentence };
}

/** Whether all weights are larger after some steps without gradients, under a decay. */
function growsAtRest(optimizer: Optimizer): boolean {
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'switches').seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= steps; step++) run.step(scaled(start, 0), 2 ** -5, 0.1);
  return run.parameters.every((tensor, i) => norm(tensor) > norm(start[i]));
}

/**
 * Whether a switch is there for what would be a mistake without one: to leave a bias correction out, as AMSGrad was published, or for
 * what a moment starts with, as the ones of RMSprop in TensorFlow, which is read when a run starts.
 */
function isMeant(cause: CauseId, effect: string | undefined): boolean {
  return cause === 'correction-missing-second' || (cause === 'buffer-start' && effect === 'at-start');
}

/** The optimizer with another default, and without claims: what they say is said of its own defaults. */
function withOption(optimizer: Optimizer, name: string, value: number): Optimizer {
  return { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, [name]: value }, contract: undefined };
}

/** Whether a step writes to its gradients. */
function changesGradients(optimizer: Optimizer): boolean {
  const source = stream('inference', 'switches');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const gradients = normalTensors(probeShapes, precision, source.seek(1, 0));
  run.step(gradients, 2 ** -5, 0.1);
  return !identical(gradients, normalTensors(probeShapes, precision, source.seek(1, 0)));
}
