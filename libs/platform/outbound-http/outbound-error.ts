/** Why a request got no usable answer; stable codes for programs. */
export type OutboundErrorCode = keyof typeof REASONS;

const REASONS = {
  invalid_destination: 'The URL cannot be called; check its scheme, port and writing.',
  invalid_headers: 'A header has a name or value that cannot be sent.',
  // One sentence whatever is behind the address: it must not tell what exists or answers inside.
  blocked_address: 'The host leads to an address that must not be called.',
  dns_failed: 'The name of the host could not be resolved.',
  connect_timeout: 'No connection was made in time.',
  connect_failed: 'The connection was refused or the host cannot be reached.',
  tls_failed:
    'No secure connection could be made; check the certificate (name, dates, chain) and TLS 1.2 or newer.',
  connection_reset: 'The connection broke before the answer was complete.',
  invalid_response: 'The answer is not valid HTTP/1.1 or its headers are too large.',
  timeout: 'The answer was not complete before the deadline.',
  aborted: 'The request was given up on our side.',
} as const;

/** A failure with its code, inside this library; callers get it as a result and never as an exception. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';

  constructor(
    readonly code: OutboundErrorCode,
    /** For `tls_failed` the reason code of the TLS library, for example `CERT_HAS_EXPIRED`. */
    readonly detail?: string,
  ) {
    super(REASONS[code]);
  }
}

/** How far a request got; what an error of the socket means depends on it. */
export type ExchangePhase = 'connecting' | 'securing' | 'exchanging';

/** Translates what the socket, TLS or the HTTP parser reported, at the phase it happened in, into one of our codes. */
export function outboundErrorFrom(error: unknown, phase: ExchangePhase): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = codeOf(error);
  if (phase === 'connecting') {
    return new OutboundError(code === 'ETIMEDOUT' ? 'connect_timeout' : 'connect_failed');
  }
  // With TLS 1.3 an alert of the other side arrives after the handshake, hence the prefix in the last phase.
  if (phase === 'securing' || /^ERR_(SSL|TLS)_/.test(code)) return new OutboundError('tls_failed', code);
  return new OutboundError(/^HPE_/.test(code) ? 'invalid_response' : 'connection_reset');
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
