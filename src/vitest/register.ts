/**
 * Registers the matchers with vitest: `import 'intrinsic-lr/vitest'` in a test or in a setup file.
 *
 * Types are those of vitest 4; with vitest 5, import `intrinsic-lr/vitest5`, which is the same but for the types.
 *
 * @packageDocumentation
 */
import { expect } from 'vitest';
import type { IntrinsicMatchers } from './intrinsic-matchers.ts';
import {
  toBeScaleInvariant,
  toMatchFingerprint,
  toMatchOptimizer,
  toObeyLaws,
  toSatisfyLaw,
  toSurvive,
  toWithstand,
} from './matchers.ts';

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars
  interface Matchers<T = any> extends IntrinsicMatchers {}
}

expect.extend({ toBeScaleInvariant, toMatchFingerprint, toMatchOptimizer, toObeyLaws, toSatisfyLaw, toSurvive, toWithstand });
