import { ConfigurationError, objectiveFamilies, stream, type Objective } from '../../src/index.ts';

/**
 * Objective `index` of a survey: a family and legal values of some of its options, all of them a function of the seed and the index, so
 * that a survey can be made in parts and by any number of threads.
 */
export function drawObjective(seed: number, index: number): Objective {
  const random = stream(seed, 'survey of objectives');
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random.uniform() * values.length)];
  const between = (least: number, most: number): number => Math.round(least * (most / least) ** random.uniform() * 1e4) / 1e4;

  /** A legal value of an option, from what it says is legal; sizes stay where a run takes seconds. */
  function valueOf(description: string): string | number {
    const choices = /one of (.*)$/.exec(description)?.[1].split(', ');
    if (choices !== undefined) return pick(choices);
    const integer = description.includes('integer');
    const least = Number(/[≥>] ([\d.e-]+)/.exec(description)?.[1] ?? 0);
    const most = Math.min(Number(/≤ ([\d.e+]+)/.exec(description)?.[1] ?? Infinity), integer ? 64 : 2);
    const number = integer
      ? Math.round(between(Math.max(least, 1), Math.max(most, least)))
      : between(Math.max(least, 1e-3), most);
    if (!description.includes('a list')) return number;
    return Array.from({ length: pick([1, 2]) }, () =>
      integer ? Math.max(1, Math.round(between(2, 24))) : between(0.1, 10),
    ).join(',');
  }

  for (let attempt = 0; ; attempt++) {
    random.seek(index, attempt);
    const family = pick(objectiveFamilies);
    const changed = Object.entries(family.options).filter(() => random.uniform() < 0.4);
    try {
      return family.create(Object.fromEntries(changed.map(([name]) => [name, valueOf(family.optionDescriptions[name])])));
    } catch (error) {
      // What is not legal together says so.
      if (!(error instanceof ConfigurationError)) throw error;
    }
  }
}
