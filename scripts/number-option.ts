/**
 * The number that an option of a script says; where it says none, the script ends with exit code 2.
 *
 * @param options as `parseArgs` reads them
 * @param name without its hyphens
 * @param least the smallest number that is allowed
 */
export function numberOption<Name extends string>(options: Readonly<Record<Name, string>>, name: Name, least = 0): number {
  const number = Number(options[name]);
  if (Number.isInteger(number) && number >= least) return number;
  process.stderr.write(`--${name} is a whole number of at least ${least}; received "${options[name]}"\n`);
  process.exit(2);
}
