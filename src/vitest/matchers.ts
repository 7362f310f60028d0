/**
 * Matchers for those who register them by hand: `expect.extend(matchers)`, in vitest or in Jest. `intrinsic-lr/vitest` registers them.
 *
 * @packageDocumentation
 */
export { toBeScaleInvariant } from './to-be-scale-invariant.ts';
export { toMatchFingerprint, type MatchFingerprintOptions } from './to-match-fingerprint.ts';
export { toMatchOptimizer } from './to-match-optimizer.ts';
export { toObeyLaws, type ObeyLawsOptions } from './to-obey-laws.ts';
export { toWithstand } from './to-withstand.ts';
export { toSurvive, type SurviveOptions } from './to-survive.ts';
export { toSatisfyLaw } from './to-satisfy-law.ts';
export type { MatcherContext, MatcherResult } from './matcher-result.ts';
export type { IntrinsicMatchers } from './intrinsic-matchers.ts';
