import type { ChildOptions } from '../process/child-connection.ts';

/** One way of naming an optimizer: how its references look, and how one is turned into the object they name. */
export interface SubjectKind {
  readonly name: string;
  /** Shown where the choice of references is explained. */
  readonly example: string;
  /** `true`: code of this package, which is neither watched nor probed. */
  readonly trusted: boolean;
  /** `true`: it runs in another process, and a call that does not return is ended from where it is made. */
  readonly ownProcess?: boolean;
  /** Whether a reference is of this kind. No reference is of two kinds. */
  recognises(reference: string): boolean;
  /** How the process of this reference is started, where that is known before anything is loaded. */
  child?(reference: string, directory: string, timeLimit?: number): ChildOptions;
  /**
   * Loads a new copy: no state of modules is shared with an earlier load.
   *
   * @param directory where relative paths start
   * @param timeLimit seconds that one call may last, for kinds with a process of their own
   * @returns what the reference names, not yet validated; a module stands for its default export
   */
  load(reference: string, directory: string, timeLimit?: number): unknown;
}
