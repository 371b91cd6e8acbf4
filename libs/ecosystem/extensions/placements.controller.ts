import { ContextTokens } from '@access/oauth';
import { dealType } from '@crm/deals';
import { RecordReader } from '@crm/records';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { type InstalledExtension, InstalledExtensions } from './installed-extensions';
import { PlacementDto } from './placements.dto';

const SLOT = 'deal.form.section';
/** As long as the token of the frame is good. */
const CONTEXT_MS = 60_000;

/** `/v1/deals/{id}/placements`: what apps show beside a deal. */
@ApiTags('deals')
@Controller('v1/deals/:id/placements')
export class PlacementsController {
  constructor(
    private readonly records: RecordReader,
    private readonly installed: InstalledExtensions,
    private readonly tokens: ContextTokens,
  ) {}

  @Get()
  @Operation({
    id: 'deals.list_placements',
    summary: 'List what apps show beside a deal',
    description: 'For consoles: a frame for each, with a token that tells the app who looks at which deal.',
    scope: dealType.scopes.read,
    returns: { listOf: PlacementDto },
    problems: [404],
  })
  async list(@Ctx() ctx: RequestContext, @IdParam('deal') id: string): Promise<{ data: PlacementDto[] }> {
    await this.records.get(ctx, dealType, id);
    const extensions = await this.installed.of(ctx.workspaceId);
    const placements = await Promise.all(extensions.map((extension) => this.placed(ctx, extension, id)));
    return { data: placements.flat() };
  }

  private async placed(
    ctx: RequestContext,
    extension: InstalledExtension,
    dealId: string,
  ): Promise<PlacementDto[]> {
    const sections = extension.extensions[SLOT] ?? [];
    return Promise.all(
      sections.map(async ({ url, title, titles = {} }) => ({
        slot: SLOT,
        url,
        title,
        titles,
        app: { id: toTypeId('app', extension.app_id), key: extension.app_key, name: extension.app_name },
        installation_id: toTypeId('installation', extension.installation_id),
        ...(await this.context(ctx, extension, dealId)),
      })),
    );
  }

  private async context(
    { principal, workspaceId, now }: RequestContext,
    extension: InstalledExtension,
    dealId: string,
  ) {
    const { memberId } = principal;
    if (memberId === null) return { context_token: null, context_expires_at: null };
    const token = await this.tokens.sign(
      {
        installationId: extension.installation_id,
        clientId: extension.client_id,
        workspaceId,
        memberId,
        placement: SLOT,
        record: toTypeId('deal', dealId),
      },
      now,
    );
    return { context_token: token, context_expires_at: new Date(now.getTime() + CONTEXT_MS).toISOString() };
  }
}
