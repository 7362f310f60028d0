/**
 * A model that an optimizer is to train did not return, or ended the thread that it runs in. As a crash of an optimizer, and other than
 * a mistake in a configuration, it makes the command line exit with 3.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: 'MODEL_HANGS' | 'MODEL_EXITED';

  constructor(code: ModelError['code'], problem: string, advice: string) {
    super(`${problem}\n  ${advice}`);
    this.code = code;
  }
}
