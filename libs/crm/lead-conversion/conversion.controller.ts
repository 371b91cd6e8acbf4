import { leadType } from '@crm/leads';
import { targeted } from '@crm/records';
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, etagOf, Operation, RequestContext, validated } from '@platform/http';
import type { FastifyReply } from 'fastify';

import {
  ConvertedLeadsDto,
  ConvertLeadDto,
  ConvertLeadsDto,
  conversionCount,
  LeadConversionDto,
  readConversions,
} from './conversion.dto';
import { ConversionBatches } from './conversion-batches';
import { LeadConversions } from './lead-conversions';
import type { Conversion } from './lead-converter';
import type { UndoRequest } from './lead-unconverter';

const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

@ApiTags('leads')
@Controller('v1/leads')
export class ConversionController {
  constructor(
    private readonly conversions: LeadConversions,
    private readonly batches: ConversionBatches,
  ) {}

  @Post('convert')
  @Operation({
    id: 'leads.convert_many',
    summary: 'Convert many leads',
    description:
      'Up to 100 leads, one after the other. Without `atomic` the answer is 200 and each result says what became of its lead; with it, one problem makes the whole a 422 that names every problem.',
    scope: leadType.scopes.write,
    accepts: ConvertLeadsDto,
    returns: ConvertedLeadsDto,
    writes: true,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    cost: { perItem: 5, items: conversionCount },
  })
  convertMany(@Ctx() ctx: RequestContext, @Body() body: unknown) {
    return this.batches.run(ctx, readConversions(body));
  }

  @Post(':id/convert')
  @Operation({
    id: 'leads.convert',
    summary: 'Convert a lead',
    description:
      'Makes of it a contact, a company, a deal, or attaches it to those that are there, in one transaction. The lead goes to the success stage, keeps links to what it became, and is read-only from then on. Needs the write scopes of what it makes, too. With `validate_only` it answers exactly what would be made.',
    scope: leadType.scopes.write,
    accepts: ConvertLeadDto,
    returns: LeadConversionDto,
    writes: true,
    versioned: true,
    problems: [404],
  })
  async convert(
    @Ctx() ctx: RequestContext,
    @targeted(leadType) target: UndoRequest,
    @Body(validated(ConvertLeadDto)) body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.conversions.convert(ctx, target, body));
  }

  @Post(':id/unconvert')
  @Operation({
    id: 'leads.unconvert',
    summary: 'Undo the conversion of a lead',
    description:
      'As long as nobody has touched what was made: it is deleted, attached records get back the fields that still have the value of the conversion, and the lead is open again where it stood. Needs the delete scopes of what was made and the write scopes of what was attached.',
    scope: leadType.scopes.write,
    returns: LeadConversionDto,
    writes: true,
    versioned: true,
    problems: [404],
  })
  async unconvert(
    @Ctx() ctx: RequestContext,
    @targeted(leadType) target: UndoRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.conversions.undo(ctx, target));
  }
}

function tagged(reply: FastifyReply, conversion: Conversion): Conversion {
  reply.header('etag', etagOf(conversion.lead.version));
  return conversion;
}
