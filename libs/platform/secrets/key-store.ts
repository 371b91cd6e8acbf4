import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { DerivedKey, KeyRing } from './key-ring';
import { MASTER_KEY_BYTES, MasterKeyError, masterKeyId } from './master-key';

/** Where a sealed value lives; a value copied to another workspace, purpose or row does not open. */
export interface SealContext {
  /** The workspace that owns the row; null for rows of the whole installation. */
  workspaceId: string | null;
  /** What the value is for, for example `webhook-endpoint.secret`. */
  purpose: string;
  /** The identifier of the row the value is stored in. */
  row: string;
}

/** Says that a sealed value is damaged, is in another place than it was sealed for, or was sealed with a key we lack. */
export class SecretUnreadableError extends Error {
  override readonly name = 'SecretUnreadableError';
}

interface SealingKey {
  id: string;
  master: Buffer;
  sealing: Buffer;
}

const CIPHER = 'aes-256-gcm';
const FORMAT = 's1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts secrets for the database and derives keys for signing, all from one 32-byte master key; values sealed with
 * a previous key still open. Throws MasterKeyError for a key of another length.
 */
export class KeyStore {
  #current: SealingKey;
  #derived: readonly DerivedKey[] = [];
  /** Keys stay known until the process ends: something sealed with one may still be in its memory. */
  readonly #byId: Map<string, SealingKey>;
  readonly #reread: (() => KeyRing | null) | null;

  constructor(options: {
    masterKey: Buffer;
    previousKeys?: readonly Buffer[];
    reread?: () => KeyRing | null;
  }) {
    this.#current = sealingKey(options.masterKey);
    const previous = (options.previousKeys ?? []).map(sealingKey);
    this.#byId = new Map([...previous, this.#current].map((key) => [key.id, key]));
    this.#reread = options.reread ?? null;
  }

  /** Goes by other keys from now on, beside those that it knows. */
  use({ current, next, previous, derived }: KeyRing): void {
    for (const key of [...previous, ...(next ? [next] : []), current]) {
      const sealing = sealingKey(key);
      this.#byId.set(sealing.id, sealing);
    }
    this.#current = sealingKey(current);
    this.#derived = derived;
  }

  /** Looks whether there are other keys where they came from; true when there are. */
  refresh(): boolean {
    const ring = this.#reread?.();
    if (ring) this.use(ring);
    return ring !== null && ring !== undefined;
  }

  /** The name of the key that seals, as it stands in what it sealed. */
  get currentId(): string {
    return this.#current.id;
  }

  /**
   * Encrypts a value with AES-256-GCM under a random 96-bit nonce, bound to its context, as the text
   * `s1.<key id>.<base64url of nonce, ciphertext and tag>`; up to 2^32 values per key (NIST SP 800-38D, 8.3).
   */
  seal(plain: string | Buffer, context: SealContext): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#current.sealing, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(this.#current.id, context));
    const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
    const sealed = Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    return `${FORMAT}.${this.#current.id}.${sealed.toString('base64url')}`;
  }

  /** Decrypts what `seal` returned for the same context; throws SecretUnreadableError for anything else. */
  open(sealed: string, context: SealContext): Buffer {
    const [format, keyId = '', encoded = '', ...rest] = sealed.split('.');
    if (format !== FORMAT || rest.length > 0) throw new SecretUnreadableError('This is not a sealed secret.');
    const key = this.#known(keyId);
    if (key === undefined) {
      throw new SecretUnreadableError(
        `The secret was sealed with the key ${keyId}, which is not configured.`,
      );
    }
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes.length < NONCE_BYTES + TAG_BYTES)
      throw new SecretUnreadableError('The sealed secret is cut off.');
    return decrypt(key, bytes, context);
  }

  /** Decrypts a value that was sealed as text; throws SecretUnreadableError as `open` does. */
  openText(sealed: string, context: SealContext): string {
    return this.open(sealed, context).toString('utf8');
  }

  /** Tells whether a sealed value still uses a previous key, so that rotation knows what to seal again. */
  isSealedWithPreviousKey(sealed: string): boolean {
    return !sealed.startsWith(`${FORMAT}.${this.#current.id}.`);
  }

  /**
   * Derives a key of `length` bytes for one purpose from the current master key with HKDF-SHA256 (RFC 5869); the same
   * purpose always gives the same key and tells nothing about any other.
   */
  derive(purpose: string, length = 32): Buffer {
    return deriveFrom(this.#current.master, `derive:${purpose}`, length);
  }

  /** Derives the same purpose from every known key, and takes what is left of those that are gone, current one first: sign with the first, accept any. */
  deriveAll(purpose: string, length = 32): Buffer[] {
    const previous = [...this.#byId.values()].filter((key) => key.id !== this.#current.id);
    const gone = this.#derived.filter((key) => key.purpose === purpose).map(({ key }) => key);
    return [
      ...[this.#current, ...previous].map((key) => deriveFrom(key.master, `derive:${purpose}`, length)),
      ...gone,
    ];
  }

  /** Another process may have begun to use a new key. */
  #known(id: string): SealingKey | undefined {
    return this.#byId.get(id) ?? (this.refresh() ? this.#byId.get(id) : undefined);
  }
}

function sealingKey(master: Buffer): SealingKey {
  if (master.length !== MASTER_KEY_BYTES) {
    throw new MasterKeyError(
      `A master key must be ${MASTER_KEY_BYTES} bytes, this one has ${master.length}.`,
    );
  }
  return { id: masterKeyId(master), master, sealing: deriveFrom(master, FORMAT, MASTER_KEY_BYTES) };
}

function deriveFrom(master: Buffer, info: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `dealwright/${info}`, length));
}

function boundTo(keyId: string, context: SealContext): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, keyId, context.workspaceId, context.purpose, context.row]));
}

function decrypt(key: SealingKey, bytes: Buffer, context: SealContext): Buffer {
  const decipher = createDecipheriv(CIPHER, key.sealing, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundTo(key.id, context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch (cause) {
    throw new SecretUnreadableError('The sealed secret is damaged or belongs to another row.', { cause });
  }
}
