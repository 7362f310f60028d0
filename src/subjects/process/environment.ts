/** Variables that every child sees: where programs are, and where the user's files are. */
const always = ['PATH', 'HOME', ...(process.platform === 'win32' ? ['SYSTEMROOT', 'TEMP'] : [])];

let named: readonly string[] = [];

/** Says which other variables the children of this thread see. */
export function allowEnvironment(names: readonly string[]): void {
  named = names;
}

/** The environment of a child: PATH, HOME, and what was allowed by name. Nothing of what a CI service keeps there is among it. */
export function childEnvironment(): Record<string, string> {
  return Object.fromEntries(
    [...always, ...named].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
