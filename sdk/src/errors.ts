/** Everything that this package throws on purpose, except a caller's own abort reason. */
export class DealwrightError extends Error {
  override readonly name: string = 'DealwrightError';
}

/** No answer came: the name does not resolve, the connection broke, or something on the way is not our server. */
export class ConnectionError extends DealwrightError {
  override readonly name: string = 'ConnectionError';
}

/** No whole answer came within `timeoutMs`; a write may have happened all the same. */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError';
}
