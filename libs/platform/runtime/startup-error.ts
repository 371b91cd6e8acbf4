/** A reason why the program cannot start, told in one sentence that says what the operator can do about it. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
