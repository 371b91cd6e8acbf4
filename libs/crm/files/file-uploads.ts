import { createHash } from 'node:crypto';

import { RecordService, type RecordView } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { FileStore, fileTooLarge } from '@platform/files';
import { invalidRequest, ProblemError, type RawBody, RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { Writes } from '@platform/writes';

import type { UploadQueryDto } from './file.dto';
import { fileType } from './file.record-type';
import { isWrapped, mediaTypeOf } from './media-type';

/** Takes uploads: first the bytes, then the row that names them, so that no row lacks its bytes. */
@Injectable()
export class FileUploads {
  constructor(
    private readonly store: FileStore,
    private readonly records: RecordService,
    private readonly writes: Writes,
    private readonly settings: Settings,
  ) {}

  /** Stores the bytes and the file that has them; what was uploaded before under the same Idempotency-Key is answered again. */
  async take(ctx: RequestContext, { name, links = [] }: UploadQueryDto, body: RawBody): Promise<RecordView> {
    const { fileLimitBytes } = this.settings;
    refuseUnread(body, fileLimitBytes);
    const id = newUuid();
    const key = { workspaceId: ctx.workspaceId, id };
    const { size, sha256 } = await this.store.put(key, body.bytes, fileLimitBytes);
    const columns = { id, size, sha256, content_type: mediaTypeOf(body.mediaType) };
    const inputs = [{ name, links: links.map((link) => ({ id: link })) }];
    try {
      if (size === 0) throw nothingSent();
      const own = withContent(ctx, sha256, columns.content_type);
      const [view] = await this.writes.run(own, (tx) =>
        this.records.createMany(own, fileType, { inputs, columns }, tx),
      );
      if (!view) throw new Error('An upload made no file.');
      ctx.replayed = own.replayed;
      if (view.id !== toTypeId('file', id) || own.write.validateOnly) await this.store.remove(key);
      return view;
    } catch (error) {
      // Of anything else nobody knows whether the row was stored: then upkeep finds out.
      if (error instanceof ProblemError) await this.store.remove(key);
      throw error;
    }
  }
}

/** What is wrong before a byte was read. */
function refuseUnread({ mediaType, length = 0 }: RawBody, limitBytes: number): void {
  if (isWrapped(mediaType)) throw NOT_A_FORM;
  if (length > limitBytes) throw fileTooLarge(limitBytes);
}

/** The same key with other bytes, or with bytes of another type, is another write. */
function withContent(ctx: RequestContext, sha256: string, mediaType: string): RequestContext {
  const { principal, requestId, now, write, origin } = ctx;
  const { idempotency, validateOnly } = write;
  const fingerprint = (own: Buffer) =>
    createHash('sha256').update(own).update(sha256).update(mediaType).digest();
  return new RequestContext(
    principal,
    requestId,
    now,
    {
      idempotency: idempotency && { ...idempotency, fingerprint: fingerprint(idempotency.fingerprint) },
      validateOnly,
    },
    origin,
  );
}

const NOT_A_FORM = new ProblemError({
  status: 415,
  code: 'unsupported_media_type',
  title: 'Unsupported Media Type',
  detail:
    'Send the bytes of the file themselves as the body, not in a form, and their media type as Content-Type (curl --data-binary @file -H "Content-Type: application/pdf").',
});

const nothingSent = (): ProblemError =>
  invalidRequest([{ pointer: '', code: 'empty', detail: 'Send the bytes of the file as the body' }]);
