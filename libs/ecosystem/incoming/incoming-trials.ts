import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { invalidRequest, notFound, ProblemError, problemBody, RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

import { Captures } from './captures';
import type { IncomingTrialDto, TryIncomingDto } from './incoming-capture.dto';
import { IncomingIntake } from './incoming-intake';
import { IncomingWriter } from './incoming-writer';

/** Tries payloads: the write itself, rolled back. */
@Injectable()
export class IncomingTrials {
  constructor(
    private readonly intake: IncomingIntake,
    private readonly captures: Captures,
    private readonly writer: IncomingWriter,
    private readonly settings: Settings,
  ) {}

  /** Says what an address would make of a payload now; nothing is stored. */
  async try(ctx: RequestContext, urlId: string, input: TryIncomingDto): Promise<IncomingTrialDto> {
    const url = await this.intake.forCaller(ctx, urlId);
    const payload = await this.payload(ctx, urlId, input);
    const fields = this.writer.fields(url, payload);
    const { principal, requestId, now, origin } = ctx;
    const only = { idempotency: null, validateOnly: true };
    const trial = new RequestContext(principal, requestId, now, only, origin);
    try {
      const { result } = await this.writer.write(trial, url, payload, () => Promise.resolve(null));
      return { fields, result, problem: null };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { fields, result: null, problem: problemBody(this.settings.publicUrl, error, requestId) };
    }
  }

  /** The payload that is named, or that came along. */
  private async payload(
    ctx: RequestContext,
    urlId: string,
    { payload, capture_id }: TryIncomingDto,
  ): Promise<unknown> {
    if (capture_id) {
      const id = toUuid('incoming_capture', capture_id);
      if (id === null) throw notFound('capture');
      return JSON.parse((await this.captures.find(ctx, urlId, id)).payload) as unknown;
    }
    if (typeof payload === 'object' && payload !== null) return payload;
    const detail = 'Send a payload, or the capture_id of one that came';
    throw invalidRequest([{ pointer: '/payload', code: 'required', detail }]);
  }
}
