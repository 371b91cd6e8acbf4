import { isSecretName, REDACTED, withoutSecrets } from '@platform/secrets';

/** The most that is kept of a body, in bytes of UTF-8. */
export const HEAD_BYTES = 2048;

/** Of a longer text only its beginning is looked at. */
const LONGEST_TEXT = 2 * HEAD_BYTES;
const CUT = '…';
const space = new Uint8Array(HEAD_BYTES - Buffer.byteLength(CUT));
const encoder = new TextEncoder();

/**
 * The beginning of a body as JSON, at most 2 kB of it, without secrets: what stands under the name of one, in the given fields, or
 * looks like one. Secrets are taken out before anything is cut off, so that none is left in part. Null of what is no JSON.
 */
export function headOf(body: unknown, secret: ReadonlySet<string>): string | null {
  if (typeof body !== 'object' || body === null || !isJson(body)) return null;
  const head = new Head(secret);
  head.add(body);
  return within(head.text, head.isFull);
}

/**
 * What a JSON text in lower case has where there may be a secret in it: looked at with one pass, which is all that most answers need. Letter
 * case is taken off before, and beginnings that are alike are told once: that makes it three times as fast.
 */
const MAY_BE_SECRET =
  /secret|pass(?:w|phrase)|token|a(?:uthoriz|ssertion)|key"|hash|c(?:ookie|redential)|otp"|jwk"|(?:device|user|recovery|verification)[^a-z"]{0,3}code|verifier|dw_|whsec_|eyj|:\/\/|b(?:earer |asic )|dpop |private/;

/** How much behind what is kept may tell what stands at its end: what makes a secret known stands near its beginning. */
const TELLS_BEHIND = 64;

/** The same of an answer that was written as JSON already: cut from that text when there is nothing to take out of it. */
export function headOfAnswer(text: unknown, body: unknown, secret: ReadonlySet<string>): string | null {
  if (typeof text !== 'string' || secret.size > 0 || mayBeSecret(text)) return headOf(body, secret);
  return typeof body === 'object' && body !== null ? within(text, false) : null;
}

const mayBeSecret = (text: string): boolean =>
  MAY_BE_SECRET.test(text.slice(0, HEAD_BYTES + TELLS_BEHIND).toLowerCase());

/** A stream or bytes are no JSON: they are files, which no log keeps. */
const isJson = (body: object): boolean =>
  Array.isArray(body) || !(ArrayBuffer.isView(body) || 'pipe' in body || 'getStream' in body);

function within(text: string, isCut: boolean): string {
  if (!isCut && text.length <= space.length && Buffer.byteLength(text) <= space.length) return text;
  const { read } = encoder.encodeInto(text, space);
  return read < text.length || isCut ? `${text.slice(0, read)}${CUT}` : text;
}

/** JSON that is written until it is long enough. */
class Head {
  text = '';

  constructor(private readonly secret: ReadonlySet<string>) {}

  get isFull(): boolean {
    return this.text.length > HEAD_BYTES;
  }

  add(value: unknown): void {
    if (typeof value === 'string') this.text += JSON.stringify(spoken(value));
    else if (typeof value !== 'object' || value === null) this.text += JSON.stringify(value ?? null);
    else if (Array.isArray(value)) this.addList(value);
    else if (value instanceof Date) this.text += JSON.stringify(value);
    else this.addObject(value);
  }

  private addList(items: readonly unknown[]): void {
    let before = '[';
    for (const item of items) {
      this.text += before;
      this.add(item);
      before = ',';
      if (this.isFull) return;
    }
    this.text += before === '[' ? '[]' : ']';
  }

  private addObject(value: object): void {
    let before = '{';
    for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
      if (inner === undefined) continue;
      this.text += `${before}${nameOf(name)}:`;
      if (inner !== null && this.hides(name)) this.text += `"${REDACTED}"`;
      else this.add(inner);
      before = ',';
      if (this.isFull) return;
    }
    this.text += before === '{' ? '{}' : '}';
  }

  private hides(name: string): boolean {
    return this.secret.has(name) || isSecretName(name);
  }
}

/** A name may be a secret by itself, and of any length. */
const nameOf = (name: string): string => JSON.stringify(spoken(name));

/** A text without secrets; of a long one its beginning, up to a space, so that no part of one is left at its end. */
function spoken(text: string): string {
  if (text.length <= LONGEST_TEXT) return text.length < SHORTEST_SECRET ? text : withoutSecrets(text);
  return `${withoutSecrets(text.slice(0, LONGEST_TEXT).replace(/\S*$/, ''))}${CUT}`;
}

const SHORTEST_SECRET = 12;
