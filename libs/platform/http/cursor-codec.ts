import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { KeyStore } from '@platform/secrets';

import { invalidRequest } from './problems';

/** Signs the place where a page ended, so that a cursor works only where it was given. */
@Injectable()
export class CursorCodec {
  /** A key object: a Buffer would be prepared again for each signature, which takes five times as long. */
  private readonly key: KeyObject;

  constructor(keys: KeyStore) {
    this.key = createSecretKey(keys.derive('cursor'));
  }

  /** `bound` is what the cursor belongs to: the list, its sort and filter, the caller. */
  encode(place: readonly unknown[], bound: string): string {
    const body = Buffer.from(JSON.stringify(place)).toString('base64url');
    return `${body}.${this.sign(body, bound)}`;
  }

  /** The place in a cursor, or a 400 when it was made elsewhere, for another list, or by hand. */
  decode(cursor: string, bound: string): unknown[] {
    const [body = '', ...signature] = cursor.split('.');
    const given = Buffer.from(signature.join('.'));
    const expected = Buffer.from(this.sign(body, bound));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
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

  private sign(body: string, bound: string): string {
    const whole = createHmac('sha256', this.key).update(`${body}\n${bound}`).digest();
    return whole.subarray(0, 16).toString('base64url');
  }
}
