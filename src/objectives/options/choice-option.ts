import type { Option } from './option.ts';

/**
 * An option that holds one of a few words.
 *
 * @param choices the legal words, the default first
 * @param meaning what it sets
 */
export function choiceOption<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  meaning: string,
): Option<Choices[number]> {
  return {
    default: choices[0],
    meaning,
    expected: `one of ${choices.join(', ')}`,
    accept: (value) => choices.find((choice) => choice === value),
  };
}
