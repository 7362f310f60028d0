import { digitsMlp } from '../objectives/digits-mlp.ts';
import type { Objective } from '../objectives/objective.ts';
import { productsOf } from '../objectives/products-of.ts';
import type { Fixed } from './scene.ts';
import type { Setting } from './setting.ts';
import { withValue } from './space/field.ts';
import { same, type Space } from './space/space.ts';

/** Pixels and classes of the digits. */
const [INPUTS, CLASSES] = [64, 10];
/** What a step costs besides its products, in products; and products of a step of the plain setting. */
const [BESIDES, PLAIN] = [1000, 10_500];
/** Numbers that make steps dear; others are changed for what they mean. */
const SIZES = ['objective.width', 'objective.depth', 'objective.rows', 'objective.batch', 'objective.dimension'];

/**
 * What a step of one replica takes, in steps of the plain setting: products of weights and rows, and a little besides.
 *
 *     (1000 + rows of a batch · (64 w + (d − 1) w² + 10 w)) / 10500
 *
 * A function of the setting, or of the objective that is fixed from outside, and a multiple of 1/1024: a search which counts it is the
 * same on every machine, and in whatever order results come, since sums are exact.
 */
export function stepCost({ objective }: Setting, fixed: Fixed = {}): number {
  if (fixed.objective !== undefined) return costOf(fixed.objective);
  const { family, width, depth, batch, rows, dimension } = objective;
  if (family !== digitsMlp.name) return inPlainSteps(BESIDES + dimension);
  const weights = INPUTS * width + (depth - 1) * width * width + CLASSES * width;
  return inPlainSteps(BESIDES + weights * (batch === 0 ? rows : batch));
}

/**
 * What a run of one replica takes until it is read, in steps of the plain setting:
 *
 *     stepCost · (phases + horizon) · max(1/κ, 1/(1 − μ), 1/(1 − memory))
 *
 * by which a search begins with what is cheap. Moments that a rule does not have are at their plainest, which is short.
 */
export function runCost(setting: Setting): number {
  const { rate, horizon, first, second, optimizer } = setting;
  const phases = Math.max(...[first, second].map((each) => each.phases.reduce((sum, { duration }) => sum + duration, 0)));
  const unit = Math.max(1 / rate, 1 / (1 - optimizer.momentum), 1 / (1 - optimizer.memory));
  return stepCost(setting) * (phases + horizon) * unit;
}

/** The same of any objective; one that does not say what it computes takes as many products as it has numbers. */
function costOf(objective: Objective): number {
  return inPlainSteps(BESIDES + productsOf(objective).products);
}

function inPlainSteps(products: number): number {
  return Math.ceil((1024 * products) / PLAIN) / 1024;
}

/** How many times as many replicas the cheapest settings get. */
const MORE = 8;

/**
 * Replicas for the price that the plain setting takes for so many: more where steps are cheap, never fewer.
 *
 * @returns an even number for an even one
 */
export function replicasFor(setting: Setting, replicas: number, fixed: Fixed = {}): number {
  return 2 * Math.floor((replicas / 2) * Math.min(MORE, Math.max(1, 1 / stepCost(setting, fixed))));
}

/**
 * The setting with the sizes set back that make a step cost more than the limit: one after the other, each the one that saves most.
 *
 * @param limit in steps of the plain setting
 */
export function afforded(space: Space, setting: Setting, limit: number): Setting {
  let left = setting;
  while (stepCost(left) > limit) {
    const current = left;
    const cheaper = SIZES.flatMap((path) => {
      const field = space.fields.find((each) => each.path === path);
      return field === undefined ? [] : [space.settled(withValue(current, path, field.plain))];
    }).filter((each) => !same(each, current) && stepCost(each) < stepCost(current));
    if (cheaper.length === 0) return left;
    left = cheaper.reduce((best, each) => (stepCost(each) < stepCost(best) ? each : best));
  }
  return left;
}
