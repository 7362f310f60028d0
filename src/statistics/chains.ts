import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkSample } from './argument-checks.ts';

/**
 * Throws unless there is a chain and all have one length, at least `minimum`; returns that length.
 *
 * @internal
 */
export function checkChains(chains: readonly ArrayLike<number>[], minimum: number): number {
  if (chains.length === 0) throw new ConfigurationError('SAMPLE_TOO_SMALL', 'received no chain, but at least one is needed');
  chains.forEach((chain, m) => checkSample(`chains[${m}]`, chain, minimum));
  const different = chains.findIndex((chain) => chain.length !== chains[0].length);
  if (different !== -1) {
    throw new ConfigurationError(
      'UNEQUAL_CHAINS',
      `chains[${different}] has ${chains[different].length} draws, but chains[0] has ${chains[0].length}`,
      'cut all chains to the same window',
    );
  }
  return chains[0].length;
}

/**
 * The first and the last half of every chain; the middle draw of an odd length is left out.
 *
 * @internal
 */
export function splitChains(chains: readonly ArrayLike<number>[]): number[][] {
  return chains.flatMap((chain) => {
    const half = Math.floor(chain.length / 2);
    const draws = Array.from(chain);
    return [draws.slice(0, half), draws.slice(draws.length - half)];
  });
}
