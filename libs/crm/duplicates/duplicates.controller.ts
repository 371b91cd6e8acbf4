import type { RecordType } from '@crm/records';
import { Body, Controller, Post, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated } from '@platform/http';

import { DuplicateSearch } from './duplicate-search';
import { type DuplicateSearchInput, duplicatesContracts } from './duplicates.dto';

/** The route by which duplicates of one record are looked for. */
export function duplicatesController(type: RecordType): Type {
  const { plural, words, scopes } = type;
  const { accepts, returns } = duplicatesContracts(type);

  @ApiTags(plural)
  @Controller(`v1/${plural}`)
  class DuplicatesController {
    constructor(private readonly duplicates: DuplicateSearch) {}

    @Post('duplicates')
    @Operation({
      id: `${plural}.duplicates`,
      summary: `Find duplicates of ${words.one}`,
      description:
        'Of one that is there (`id`) or not saved yet (`data`): those that a rule of the workspace takes for the same one, the highest score first, and why. At most 50. It sees what was written before.',
      scope: scopes.read,
      accepts,
      returns,
      problems: [404, 422],
    })
    search(@Ctx() ctx: RequestContext, @Body(validated(accepts)) input: DuplicateSearchInput) {
      return this.duplicates.search(ctx, type, input);
    }
  }

  return DuplicatesController;
}
