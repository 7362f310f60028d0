import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { causes, type CauseId } from '../../src/inference/cause.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { plainOptimizer } from '../../src/optimizers/plain-optimizer.ts';

/**
 * What is right to say of a mistake whose contract is taken away: it is `refuted` all the same; it is somebody's design, so a `note`; or
 * that is `open`, because nothing forbids it and nobody published it.
 */
export type WithoutContract = 'refuted' | 'note' | 'open';

/** A module of fixtures/emulations, with what its header says. */
export interface Emulation {
  readonly name: string;
  readonly kind: 'honest' | 'mistake';
  /** Text of the module. */
  readonly text: string;
  /** Where the design or the bug was published. */
  readonly source: string;
  /** Family of an honest design; for a mistake `honest/name`, or a built-in that it was meant to be. */
  readonly host: string;
  /** Causes of which one names the mistake; none for an honest design. */
  readonly causes: readonly CauseId[];
  readonly hasContract: boolean;
  readonly withoutContract: WithoutContract;
  /** The header's other lines. */
  readonly words: Readonly<Record<string, string>>;
}

const folder = new URL('../../fixtures/emulations/', import.meta.url);

/** Every honest emulation, then every mistake, in the order of their names. */
export function readEmulations(): Emulation[] {
  return (['honest', 'mistake'] as const).flatMap((kind) => {
    const files = new URL(kind === 'honest' ? 'honest/' : 'mistakes/', folder);
    const names = readdirSync(files).filter((file) => file.endsWith('.mjs'));
    const whole = names.map((file) => readEmulation(kind, basename(file, '.mjs'), readFileSync(new URL(file, files), 'utf8')));
    return [...whole, ...(kind === 'mistake' ? readDerived() : [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

const isThere = (line: string): boolean => /^\/\/ (instead of|there is): /.test(line);

/** Mistakes that are an honest emulation but for some of its text, so that a host is never copied. */
function readDerived(): Emulation[] {
  const files = new URL('derived/', folder);
  return readdirSync(files).map((file) => {
    const name = basename(file, '.txt');
    const header = readFileSync(new URL(file, files), 'utf8').trimEnd().split('\n');
    const host = header.flatMap((line) => /^\/\/ host: (honest\/.+)$/.exec(line)?.[1] ?? [])[0];
    const text = readFileSync(new URL(`${host}.mjs`, folder), 'utf8');
    return readEmulation('mistake', name, derive(name, text, header));
  });
}

/**
 * The text of a mistake: that of its host under another header and name, with every `// instead of: …` replaced by the `// there is: …`
 * that follows it.
 *
 * @throws `Error` that names the mistake, if the host does not have the text
 */
export function derive(name: string, host: string, header: readonly string[]): string {
  const [body] = host.split('\n').flatMap((line, i, lines) => (line.startsWith('//') ? [] : [lines.slice(i).join('\n')]));
  const changes = header.filter(isThere).map((line) => line.slice(line.indexOf(': ') + 2));
  let text = body.replace(/name: '[^']*'/, `name: '${name}'`);
  for (let i = 0; i < changes.length; i += 2) {
    if (!text.includes(changes[i])) throw new Error(`${name}: the host has no ${changes[i]}`);
    text = text.replaceAll(changes[i], () => changes[i + 1]);
  }
  return [...header.filter((line) => !isThere(line)), text].join('\n');
}

/**
 * Reads the header: the lines `// key: value` before the first line that is no comment.
 *
 * @throws `Error` that names the module, if a line is missing or a cause is no word of the vocabulary
 */
export function readEmulation(kind: Emulation['kind'], name: string, text: string): Emulation {
  const header = text.split('\n').findIndex((line) => !line.startsWith('//'));
  const lines = text.split('\n').slice(0, header);
  const words = Object.fromEntries(
    lines.flatMap((line) => {
      const [, key, value] = /^\/\/ ([a-z ]+): (.+)$/i.exec(line) ?? [];
      return key === undefined ? [] : [[key.toLowerCase(), value]];
    }),
  );
  const wanted = kind === 'honest' ? ['source', 'family', 'oracle'] : ['wrong', 'source', 'host', 'cause'];
  const missing = wanted.filter((key) => words[key] === undefined);
  if (missing.length > 0) throw new Error(`${name}: the header has no line "// ${missing.join(': …", "// ')}: …"`);
  const named = (words.cause ?? '').split('|').flatMap((word) => word.trim() || []);
  const unknown = named.filter((word) => !(word in causes));
  if (unknown.length > 0) throw new Error(`${name}: ${unknown.join(', ')} is no cause of src/inference/cause.ts`);
  const without = words['without contract'] ?? 'refuted';
  if (without !== 'refuted' && without !== 'note' && without !== 'open') {
    throw new Error(`${name}: without contract: expected refuted, note or open, received ${without}`);
  }
  return {
    name,
    kind,
    text,
    source: words.source,
    host: words.host ?? words.family,
    causes: named as CauseId[],
    hasContract: /^ {2}contract: /m.test(text),
    withoutContract: without,
    words,
  };
}

let copies = 0;

/** A fresh copy of the module at each call, because some mistakes live in the scope of their module. */
export async function loadEmulation({ text }: Pick<Emulation, 'text'>, keepsContract = true): Promise<Optimizer> {
  const url = `data:text/javascript,${encodeURIComponent(`${text}\n// ${(copies += 1)}`)}`;
  const { default: optimizer } = (await import(/* @vite-ignore */ url)) as { default: Optimizer };
  return keepsContract ? optimizer : { ...plainOptimizer(optimizer), contract: undefined };
}
