/** What the system's own faults (missing file, full disk …) carry. */
export interface SystemError {
  code: string;
  message: string;
}

/** Tells whether something thrown is a fault of the system; by its shape, as each realm (Jest has its own) has another Error class. */
export function isSystemError(thrown: unknown, ...codes: string[]): thrown is SystemError {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return false;
  return typeof thrown.code === 'string' && codes.includes(thrown.code);
}
