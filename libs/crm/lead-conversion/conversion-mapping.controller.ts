import { FIELD_SCOPES } from '@crm/fields';
import { leadType } from '@crm/leads';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated } from '@platform/http';
import { Writes } from '@platform/writes';

import { LeadConversionMappingDto, PutLeadConversionMappingDto } from './conversion-mapping.dto';
import { ConversionMappings } from './conversion-mappings';
import type { FieldPair } from './field-pairs';

@ApiTags('leads')
@Controller('v1/lead-conversion-mapping')
export class ConversionMappingController {
  constructor(
    private readonly mappings: ConversionMappings,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Operation({
    id: 'lead_conversion_mapping.get',
    summary: 'Get which fields conversions take over',
    scope: leadType.scopes.read,
    returns: LeadConversionMappingDto,
  })
  get(@Ctx() ctx: RequestContext) {
    return this.mappings.get(ctx);
  }

  @Put()
  @Operation({
    id: 'lead_conversion_mapping.put',
    summary: 'Set which fields conversions take over',
    description:
      'The whole list of the workspace’s own pairs; an empty one leaves the defaults alone. It is a setting of the whole workspace, as the fields themselves are.',
    scope: FIELD_SCOPES.write,
    accepts: PutLeadConversionMappingDto,
    returns: LeadConversionMappingDto,
    writes: true,
  })
  put(
    @Ctx() ctx: RequestContext,
    @Body(validated(PutLeadConversionMappingDto)) { pairs }: PutLeadConversionMappingDto,
  ) {
    return this.writes.run(ctx, (tx) => this.mappings.put(ctx, pairs as FieldPair[], tx));
  }
}
