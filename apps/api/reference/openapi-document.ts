import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

/** The OpenAPI document of this process, made when it is first asked for. */
@Injectable()
export class OpenApiDocument {
  private describe: () => object = () => {
    throw new Error('Nobody said how the API is described.');
  };
  private made: { readonly text: string; readonly etag: string } | null = null;

  /** Says how to make the document: only the finished application knows all routes. */
  describedBy(describe: () => object): void {
    this.describe = describe;
  }

  text(): string {
    return this.finished().text;
  }

  /** The strong ETag of the text (RFC 9110, section 8.8.3). */
  etag(): string {
    return this.finished().etag;
  }

  private finished() {
    this.made ??= made(JSON.stringify(this.describe()));
    return this.made;
  }
}

const made = (text: string) => ({
  text,
  etag: `"${createHash('sha256').update(text).digest('base64url')}"`,
});
