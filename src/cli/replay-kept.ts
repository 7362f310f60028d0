import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { looksLikeReplayToken } from '../suite/replay-token.ts';
import { printableJson } from '../report/printable-json.ts';
import { readCounterexample } from '../suite/campaign/corpus-folder.ts';
import type { AllowedCode } from '../suite/campaign/foreign-code.ts';
import { replayKept } from '../suite/campaign/replay-kept.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';

/**
 * Replays a file that holds a counterexample to a conjecture.
 *
 * @returns the exit code: 1 where it is refuted again inside the claimed domain, 4 outside, 0 where it no longer is; `undefined` where
 *   the source is something else
 */
export async function replayKeptFile(
  source: string,
  given: AllowedCode & { readonly json?: boolean },
  directory: string,
): Promise<number | undefined> {
  if (looksLikeReplayToken(source) || !source.endsWith('.json')) return undefined;
  const counterexample = await readCounterexample(resolve(directory, source));
  if ('problem' in counterexample) {
    if (!saysCounterexample(resolve(directory, source))) return undefined;
    const advice = 'files that people edit are not replayed: take it from where it was kept, or run the campaign again';
    throw new ConfigurationError('COUNTEREXAMPLE_DAMAGED', `${source} cannot be replayed: ${counterexample.problem}`, advice);
  }
  const replayed = await replayKept(counterexample, given, directory);
  const { verdict, same, inside, sentence, conjecture, slug, reason, breaches } = replayed;
  const numbers = same ? 'the same numbers, to the bit' : 'other numbers than when it was certified';
  const otherwise =
    breaches === undefined
      ? ''
      : `  The file says otherwise, but the setting ${breaches.length === 0 ? 'is inside the claimed domain' : `is outside of it: ${breaches.join('; ')}`}.\n`;
  if (given.json === true) print(printableJson({ schemaVersion: 1, kind: 'replayed-counterexample', ...replayed }));
  else
    print(
      `${conjecture}: ${slug} is ${verdict}, with ${numbers}${reason === undefined ? '' : ` (${reason})`}\n  ${verdict === 'refuted' && same ? '' : 'The file says: '}${sentence}\n${otherwise}`,
    );
  if (verdict !== 'refuted') return exitCode.holds;
  return inside ? exitCode.refuted : exitCode.undecided;
}

function saysCounterexample(path: string): boolean {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { kind?: unknown } | null)?.kind === 'counterexample';
  } catch {
    return false;
  }
}
