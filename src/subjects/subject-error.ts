/** What an optimizer under test did that no law is about. */
export type SubjectErrorCode =
  | 'SUBJECT_THROWS'
  | 'SUBJECT_NOT_FINITE'
  | 'SUBJECT_HANGS'
  | 'SUBJECT_EXITED'
  | 'SUBJECT_OUT_OF_MEMORY'
  /** Its process answers something that the protocol does not allow. */
  | 'SUBJECT_PROTOCOL';

/** The call during which it happened: which function of the subject, and the step (counted from 1; 0 outside `update`). */
export interface SubjectCall {
  readonly function: 'import' | 'init' | 'update';
  readonly step: number;
}

/**
 * The optimizer under test crashed, as opposed to breaking a law: it threw, hung, ended its process or left the finite numbers
 * on harmless input. The command line exits with 3.
 */
export class SubjectError extends Error {
  readonly code: SubjectErrorCode;
  readonly call: SubjectCall;

  constructor(code: SubjectErrorCode, message: string, call: SubjectCall, cause?: unknown) {
    super(message, { cause });
    this.name = 'SubjectError';
    this.code = code;
    this.call = call;
  }
}

/** `update at step 3`, `init`, `import`. */
export function describeCall({ function: name, step }: SubjectCall): string {
  return name === 'update' ? `update at step ${step}` : name;
}
