import { Body, Controller, Optional, Param, Post, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { idempotencyClaim, invalidRequest, notFound, Operation, originOf, RateGate } from '@platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { IncomingPayloadDto, IncomingReceiptDto } from './incoming-capture.dto';
import { IncomingIntake } from './incoming-intake';
import { principalOf } from './incoming-writer';

/** The largest payload, in bytes. */
const MAX_PAYLOAD_BYTES = 256 * 1024;
/** What a payload costs its address and its workspace, as a write does. */
const COST = 5;

/** Where services post: the address is the credential. */
@ApiTags('incoming_urls')
@Controller('in')
export class ReceiveController {
  constructor(
    private readonly intake: IncomingIntake,
    @Optional() private readonly gate?: RateGate,
  ) {}

  @Post(':token')
  @Operation({
    id: 'incoming_urls.receive',
    summary: 'Post a payload to an incoming webhook URL',
    description:
      'Takes JSON objects and `application/x-www-form-urlencoded`, at most 256 kB. No token is needed beside the one in the address. A payload of which no record can be made is kept under the id in the header `Capture-Id`, to be made a record of once the mapping fits.',
    scope: 'public',
    accepts: IncomingPayloadDto,
    takesForms: true,
    takesKey: true,
    returns: IncomingReceiptDto,
    bodyLimitBytes: MAX_PAYLOAD_BYTES,
    problems: [403, 404, 409, 410, 422],
  })
  @ApiParam({
    name: 'token',
    description: 'The secret in the address.',
    schema: { type: 'string', minLength: 1, maxLength: 100, examples: ['dw_in_unknown'] },
  })
  async receive(
    @Param('token') token: string,
    @Body() payload: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncomingReceiptDto> {
    const now = new Date();
    const url = await this.intake.find(token, now);
    if (!url) throw (await this.gate?.admitStranger(request)) ?? notFound('address');
    await this.gate?.admit(request, principalOf(url), COST);
    if (!isObject(payload)) throw invalidRequest([NO_OBJECT]);
    const posted = {
      payload,
      requestId: request.id,
      now,
      origin: originOf(request),
      idempotency: idempotencyClaim(request),
    };
    const taken = await this.intake.take(url, posted);
    if ('problem' in taken) {
      reply.header('capture-id', taken.captureId);
      throw taken.problem;
    }
    const { isReplayed, ...receipt } = taken;
    if (isReplayed) reply.header('idempotent-replayed', 'true');
    return receipt;
  }
}

const isObject = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const NO_OBJECT = { pointer: '', code: 'wrong_type', detail: 'Send a JSON object' };
