import { appsRequest } from '@access/installations';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validatedQuery } from '@platform/http';

import { ListedAppDto, MarketplaceAppDto, MarketplaceQueryDto } from './app.dto';
import { Marketplace } from './marketplace';

/** `/v1/marketplace`: the apps that can be installed. */
@ApiTags('marketplace')
@Controller('v1/marketplace/apps')
export class MarketplaceController {
  constructor(private readonly marketplace: Marketplace) {}

  @Get()
  @Operation({
    id: 'marketplace.list_apps',
    summary: 'List the apps that can be installed',
    description: 'Those of the marketplace, and the private ones of the workspace.',
    scope: appsRequest,
    query: MarketplaceQueryDto,
    returns: { pageOf: ListedAppDto },
  })
  list(@Ctx() ctx: RequestContext, @Query(validatedQuery(MarketplaceQueryDto)) query: MarketplaceQueryDto) {
    return this.marketplace.list(ctx, query);
  }

  @Get(':id')
  @Operation({
    id: 'marketplace.get_app',
    summary: 'Read an app that can be installed, with its history',
    scope: appsRequest,
    returns: MarketplaceAppDto,
    problems: [404],
  })
  get(@Ctx() ctx: RequestContext, @IdParam('app') id: string) {
    return this.marketplace.get(ctx, id);
  }
}
