import type { Document } from '../suite/document.ts';

/** One line where code ran beside the laws that is not of this package: whoever reads the verdict should know on whose word it rests. */
export function trustLines({ trusted = [] }: Pick<Document, 'trusted'>): string[] {
  if (trusted.length === 0) return [];
  return [`the code of ${trusted.join(', ')} ran beside the laws: the verdict is as trustworthy as that code (SECURITY.md)`];
}
