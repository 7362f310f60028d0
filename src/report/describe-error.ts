import type { DocumentError } from '../suite/document.ts';

/**
 * What ended a subject's run, for people.
 *
 * @param verbose adds the stack of what was thrown
 * @returns plain lines; the first is the headline
 */
export function describeError({ code, message, laws, stack }: DocumentError, verbose: boolean): string[] {
  const [headline, ...advice] = message.split('\n');
  return [
    `${code}: ${headline}`,
    ...advice,
    ...(laws === undefined ? [] : [`  while checking ${laws.join(', ')}`]),
    ...(verbose && stack !== undefined ? stack.split('\n').map((line) => `  ${line}`) : []),
  ];
}
