import { AuditLog } from '@access/audit';
import { Injectable } from '@nestjs/common';
import { conflict, ProblemError, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';
import { Writes } from '@platform/writes';

import { Captures, captureView } from './captures';
import type { IncomingCaptureDto } from './incoming-capture.dto';
import { IncomingIntake } from './incoming-intake';
import { IncomingWriter } from './incoming-writer';

/** Which payload of which address, by their stored ids. */
interface CaptureTarget {
  readonly urlId: string;
  readonly id: string;
}

/** Makes records of payloads that could not be mapped before, and forgets payloads. */
@Injectable()
export class CaptureWork {
  constructor(
    private readonly intake: IncomingIntake,
    private readonly captures: Captures,
    private readonly writer: IncomingWriter,
    private readonly writes: Writes,
    private readonly audit: AuditLog,
  ) {}

  /** Makes a record of a payload that failed, by the mapping as it is now. Problems: 409 `capture_done`, and those of the record. */
  async retry(ctx: RequestContext, { urlId, id }: CaptureTarget): Promise<IncomingCaptureDto> {
    const url = await this.intake.forCaller(ctx, urlId);
    const { payload, state } = await this.captures.find(ctx, urlId, id);
    if (state === 'done' && !ctx.write.idempotency) throw done();
    try {
      const { beside } = await this.writer.write(ctx, url, JSON.parse(payload), async (tx, made) => {
        const row = await this.captures.done(tx, ctx, id, made);
        if (!row) throw done();
        await this.audit.record(tx, ctx, {
          action: 'incoming_capture.retried',
          target: { type: 'incoming_capture', id: toTypeId('incoming_capture', id) },
          before: null,
          after: { url_id: toTypeId('incoming_url', urlId), record_id: made.view.id },
        });
        return captureView(row);
      });
      return beside;
    } catch (error) {
      if (error instanceof ProblemError && !ctx.write.validateOnly)
        await this.captures.failed(ctx, id, error);
      throw error;
    }
  }

  /** Forgets a payload; the record that was made of it stays. */
  async remove(ctx: RequestContext, { urlId, id }: CaptureTarget): Promise<IncomingCaptureDto> {
    const capture = await this.captures.find(ctx, urlId, id);
    return this.writes.run(ctx, async (tx) => {
      await this.captures.remove(tx, ctx, id);
      const view = captureView(capture);
      await this.audit.record(tx, ctx, {
        action: 'incoming_capture.deleted',
        target: { type: 'incoming_capture', id: view.id },
        before: { url_id: view.url_id, received_at: view.received_at, state: view.state },
        after: null,
      });
      return view;
    });
  }
}

const done = () => conflict('capture_done', 'A record was made of this payload already.');
