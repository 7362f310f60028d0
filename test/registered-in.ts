import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * Names that the files of a folder register, read from their text, so that nobody keeps a list of them.
 *
 * @param form what a registered file says; its group is the name
 */
export function registeredIn(folder: string, form: RegExp): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('index.ts'))
    .flatMap((file) => form.exec(readFileSync(`${root}${folder}/${file}`, 'utf8'))?.slice(1, 2) ?? [])
    .sort();
}
