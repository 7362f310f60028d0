import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { size } from '../arithmetic/tensor.ts';
import { defineObjective } from './define-objective.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import type { Objective, ObjectiveFamily } from './objective.ts';
import type { Option, OptionValue } from './options/option.ts';
import { formatReference } from './reference-syntax.ts';
import { refuseVanishingGradient } from './vanishing-gradient.ts';

/** A family as its author writes it. */
export interface FamilyDefinition<Values extends Record<string, OptionValue>> {
  readonly name: string;
  readonly description: string;
  readonly options: { readonly [Key in keyof Values]: Option<Values[Key]> };
  /** Builds the member; every option has a legal value. May refuse a combination with a `ConfigurationError`. */
  build(values: Values): Omit<Objective, 'reference'>;
}

const members = new WeakSet<Objective>();

/** Members that were found to have gradients. */
const moving = new Set<string>();
/** A gradient of more weights than this takes seconds, for which whoever only names an objective need not wait. */
const quick = 1e5;

/** Whether an objective is a member of a family as it was created, so that its reference makes it again; a changed copy is not. */
export function isFamilyMember(objective: Objective): boolean {
  return members.has(objective);
}

/**
 * Makes a family of objectives: adds to a builder the checking of options and the canonical reference, which names, in the order
 * of declaration, the options that differ from their defaults.
 *
 * `create` throws ConfigurationError `UNKNOWN_OPTION`, `BAD_OPTION` or `VANISHING_GRADIENT`.
 */
export function defineFamily<Values extends Record<string, OptionValue>>(definition: FamilyDefinition<Values>): ObjectiveFamily {
  const { name, description, build } = definition;
  const declared: [string, Option][] = Object.entries(definition.options);
  return {
    name,
    description,
    options: Object.fromEntries(declared.map(([key, option]) => [key, option.default])),
    optionDescriptions: Object.fromEntries(declared.map(([key, { meaning, expected }]) => [key, `${meaning}; ${expected}`])),

    create(options = {}) {
      for (const key of Object.keys(options))
        if (!Object.hasOwn(definition.options, key)) throw unknownOption(name, key, Object.keys(definition.options));
      const values: Record<string, OptionValue> = {};
      const changed: Record<string, OptionValue> = {};
      for (const [key, option] of declared) {
        const given = options[key];
        const value = given === undefined ? option.default : option.accept(given);
        if (value === undefined) {
          throw new ConfigurationError(
            'BAD_OPTION',
            `${name} got ${key}=${String(given)}, expected ${option.expected}`,
            `${key}: ${option.meaning}`,
          );
        }
        values[key] = value;
        if (value !== option.default) changed[key] = value;
      }
      const member = defineObjective({ ...build(values as Values), reference: formatReference(name, changed) });
      if (!moving.has(member.reference) && weightsOf(member) <= quick) refuseVanishingGradient(member);
      moving.add(member.reference);
      members.add(member);
      return member;
    },
  };
}

function weightsOf({ parameters }: Objective): number {
  return parameters.reduce((sum, { shape }) => sum + size(shape), 0);
}

function unknownOption(family: string, key: string, known: readonly string[]): ConfigurationError {
  const nearest = nearestName(key, known);
  return new ConfigurationError(
    'UNKNOWN_OPTION',
    `${family} has no option "${key}"`,
    `${nearest === undefined ? '' : `did you mean "${nearest}"? `}its options are: ${known.join(', ')}`,
  );
}
