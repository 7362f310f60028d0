/**
 * Bad input from a user: what was received, what was expected, the likely cause and what to try, with a stable code.
 *
 * The command line prints the message alone and exits with 2.
 *
 * @example
 * ```ts
 * const error = new ConfigurationError('UNKNOWN_OPTIMIZER', 'no built-in optimizer is called "sdg"', 'did you mean "sgd"?');
 * expect(error.code).toBe('UNKNOWN_OPTIMIZER');
 * expect(error.message).toContain('did you mean');
 * ```
 */
export class ConfigurationError extends Error {
  readonly code: string;

  /**
   * @param code stable identifier in capitals, for scripts
   * @param problem what was received and what was expected
   * @param advice the likely cause and what to try
   */
  constructor(code: string, problem: string, advice?: string) {
    super(advice === undefined ? problem : `${problem}\n  ${advice}`);
    this.name = 'ConfigurationError';
    this.code = code;
  }
}
