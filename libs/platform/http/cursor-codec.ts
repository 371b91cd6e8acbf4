import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { KeyStore } from '@platform/secrets';

import { invalidRequest } from './problems';

/** Signs the place where a page ended, so that a cursor works only where it was given. */
@Injectable()
export class CursorCodec {
  /** Key objects: a Buffer would be prepared again for each signature, which takes five times as long. */
  private signing: { readonly id: string; readonly accepted: readonly KeyObject[] };

  constructor(private readonly keys: KeyStore) {
    this.signing = signingKeys(keys);
  }

  /** `bound` is what the cursor belongs to: the list, its sort and filter, the caller. */
  encode(place: readonly unknown[], bound: string): string {
    const body = Buffer.from(JSON.stringify(place)).toString('base64url');
    const [key] = this.accepted();
    if (!key) throw new Error('There is no key to sign cursors with.');
    return `${body}.${sign(key, body, bound)}`;
  }

  /** The place in a cursor, or a 400 when it was made elsewhere, for another list, or by hand. */
  decode(cursor: string, bound: string): unknown[] {
    const [body = '', ...signature] = cursor.split('.');
    const given = Buffer.from(signature.join('.'));
    const isOurs = () =>
      this.accepted().some((key) => {
        const expected = Buffer.from(sign(key, body, bound));
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
    // Another process may sign with a new key already.
    if (!isOurs() && !(this.keys.refresh() && isOurs())) {
      throw invalidRequest([
        {
          pointer: '?cursor',
          code: 'invalid_cursor',
          detail: 'This cursor belongs to another list, sort, filter or token: start again without it',
        },
      ]);
    }
    return JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[];
  }

  /** Those of the keys as they are now; the first one signs. */
  private accepted(): readonly KeyObject[] {
    if (this.signing.id !== this.keys.currentId) this.signing = signingKeys(this.keys);
    return this.signing.accepted;
  }
}

const signingKeys = (keys: KeyStore) => ({
  id: keys.currentId,
  accepted: keys.deriveAll('cursor').map((key) => createSecretKey(key)),
});

function sign(key: KeyObject, body: string, bound: string): string {
  const whole = createHmac('sha256', key).update(`${body}\n${bound}`).digest();
  return whole.subarray(0, 16).toString('base64url');
}
