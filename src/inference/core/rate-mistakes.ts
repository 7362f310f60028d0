import type { Mistake } from './mistake.ts';

/** Mistakes of the learning rate. */
export const rateMistakes: readonly Mistake[] = [
  {
    cause: 'rate-previous',
    sentence: "the previous step's learning rate is used, not the scheduled one",
    of: 'any',
    after: 1,
    make: (parts) => ({ ...parts, rate: 'previous' }),
  },
  {
    cause: 'rate-initial',
    sentence: 'the first learning rate is used for ever, not the scheduled one',
    of: 'any',
    after: 1,
    make: (parts) => ({ ...parts, rate: 'initial' }),
  },
  {
    cause: 'rate-squared',
    sentence: 'the learning rate is applied twice: the step is η² long',
    of: 'any',
    make: (parts) => ({ ...parts, rate: 'squared' }),
  },
  {
    cause: 'rate-change-compounds',
    sentence: 'a change of the learning rate counts twice: its ratio multiplies a rate that has it already',
    of: 'any',
    after: 1,
    make: (parts) => ({ ...parts, rate: 'changed twice' }),
  },
  {
    cause: 'rate-change-compounds',
    sentence: 'the scheduled rate multiplies that of the step before instead of taking its place',
    of: 'any',
    after: 1,
    make: (parts) => ({ ...parts, rate: 'multiplied up' }),
  },
];
