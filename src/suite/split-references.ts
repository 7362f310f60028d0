import { optimizers } from '../optimizers/index.ts';
import { subjectKinds } from '../subjects/kinds/index.ts';

/** A name of one word could as well be the next value of an option. */
const WORD = /^[\w-]+$/;

/**
 * The references of a list that is separated by commas. A comma may stand in an option, too: `torch:AdamW?betas=0.9,0.95` is one
 * reference. After a question mark one ends only where what follows is plainly another; a program's words are never divided.
 *
 *     sgd,torch:AdamW?betas=0.9,0.95,adamw  →  sgd · torch:AdamW?betas=0.9,0.95 · adamw
 */
export function splitReferences(list: string): string[] {
  const references: string[] = [];
  for (const part of list.split(',')) {
    const last = references.at(-1);
    if (last === undefined || (isWhole(last) && (!last.includes('?') || begins(part)))) references.push(part);
    else references[references.length - 1] = `${last},${part}`;
  }
  return references;
}

/** A path may have a comma in it; what a program is given always may. */
function isWhole(reference: string): boolean {
  return !reference.startsWith('command:') && isReference(reference);
}

function begins(part: string): boolean {
  return WORD.test(part) ? optimizers.some(({ name }) => name === part) : isReference(part);
}

function isReference(text: string): boolean {
  return subjectKinds.some((kind) => kind.recognises(text));
}
