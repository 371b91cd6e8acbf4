import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

/** A document as it is sent. */
export interface PublishedDocument {
  readonly text: string;
  /** The strong ETag of the text (RFC 9110, section 8.8.3). */
  readonly etag: string;
}

/** A text with its ETag. */
export const published = (text: string): PublishedDocument => ({
  text,
  etag: `"${createHash('sha256').update(text).digest('base64url')}"`,
});

/** The OpenAPI document of this process, made when it is first asked for. */
@Injectable()
export class OpenApiDocument {
  private describe: () => object = () => {
    throw new Error('Nobody said how the API is described.');
  };
  private made: PublishedDocument | null = null;

  /** Says how to make the document: only the finished application knows all routes. */
  describedBy(describe: () => object): void {
    this.describe = describe;
  }

  text(): string {
    return this.finished().text;
  }

  /** With its ETag. */
  finished(): PublishedDocument {
    this.made ??= published(JSON.stringify(this.describe()));
    return this.made;
  }
}
