/**
 * Ids of laws of one's own, for TypeScript: a law that is passed as an object needs no entry, and one that is asked by its id has one here.
 *
 * ```ts no-run
 * declare module 'intrinsic-lr' {
 *   interface OwnLaws {
 *     'sign-symmetry': true;
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface OwnLaws {}
