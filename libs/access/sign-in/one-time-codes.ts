import { randomBytes } from 'node:crypto';

import { Secret, TOTP } from 'otpauth';

const STEP_MS = 30_000;
/** A code is taken one step before and after its own: clocks differ, people type slowly (RFC 6238, section 5.2). */
const WINDOW = 1;
/** RFC 4226, section 4, R6. */
const KEY_BYTES = 20;
const CODE_BYTES = 10;

/** A new key for an authenticator app. */
export const newKey = (): Buffer => randomBytes(KEY_BYTES);

/** How an authenticator app takes a key in: as text, and as the address that a QR code shows. */
export function keyForApp(key: Buffer, email: string): { text: string; uri: string } {
  const code = totpOf(key, email);
  return { text: (code.secret.base32.match(/.{1,4}/g) ?? []).join(' '), uri: code.toString() };
}

/** The step whose code this is, or null when it is none that is taken at this moment (RFC 6238). */
export function stepOf(key: Buffer, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = totpOf(key, '').validate({ token: code, window: WINDOW, timestamp });
  return delta === null ? null : Math.floor(timestamp / STEP_MS) + delta;
}

const totpOf = (key: Buffer, label: string): TOTP =>
  new TOTP({
    issuer: 'Dealwright',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_MS / 1000,
    secret: new Secret({ buffer: new Uint8Array(key).buffer }),
  });

/** A new recovery code, as it is shown: 80 random bits in four groups. */
export const newRecoveryCode = (): string =>
  (new Secret({ buffer: new Uint8Array(randomBytes(CODE_BYTES)).buffer }).base32.match(/.{4}/g) ?? []).join(
    '-',
  );

/** A recovery code as it is compared, however it was typed; null when it is none. */
export function plainRecoveryCode(typed: string): string | null {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  return /^[A-Z2-7]{16}$/.test(code) ? code : null;
}
