import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * Results of a long measurement, one JSON line each, in a file that it is gone on with.
 *
 * @param path of the file; left out: in memory
 * @returns rows so far by their key, and what adds one
 */
export function progressFile(path) {
  const rows = new Map();
  if (path !== undefined && existsSync(path)) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      try {
        const row = JSON.parse(line);
        rows.set(row.key, row);
      } catch {
        // The last line of a run that was ended is torn; it is measured again.
      }
    }
  }
  return {
    rows,
    add(row) {
      rows.set(row.key, row);
      if (path !== undefined) appendFileSync(path, `\n${JSON.stringify(row)}`);
    },
  };
}

/** `--name value` among the arguments of a script. */
export function option(name, usual) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : process.argv[at + 1];
}
