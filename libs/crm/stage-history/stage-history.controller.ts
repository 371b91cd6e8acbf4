import type { RecordType } from '@crm/records';
import { Controller, Get, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, PageQueryDto, RequestContext, validatedQuery } from '@platform/http';
import { toUuid } from '@platform/ids';

import { StageHistory } from './stage-history';
import { type StaysQueryDto, stayContract, staysQuery } from './stage-stay.dto';
import { TransitionDto, TransitionsQueryDto } from './transition.dto';
import { Transitions } from './transitions';

/** The routes that tell how the records of one type go through their stages. */
export function stageHistoryController(type: RecordType): Type {
  const { plural, words, scopes, name } = type;
  const stay = stayContract(type);
  const { query: StaysOf, schema } = staysQuery(type, stay);

  @ApiTags(plural)
  @Controller(`v1/${plural}`)
  class StageHistoryController {
    constructor(
      private readonly history: StageHistory,
      private readonly transitions: Transitions,
    ) {}

    @Get('stage-history')
    @Operation({
      id: `${plural}.list_stage_history`,
      summary: `List the stays of all ${words.many} in stages`,
      description: ALL,
      scope: scopes.read,
      query: StaysOf,
      returns: { pageOf: stay },
    })
    all(@Ctx() ctx: RequestContext, @Query(validatedQuery(StaysOf)) query: StaysQueryDto) {
      return this.history.ofAll(ctx, type, query, schema);
    }

    @Get(':id/stage-history')
    @Operation({
      id: `${plural}.get_stage_history`,
      summary: `Read the stages of ${words.one}`,
      description: ONE,
      scope: scopes.read,
      query: PageQueryDto,
      returns: { pageOf: stay },
      problems: [404],
    })
    one(
      @Ctx() ctx: RequestContext,
      @IdParam(name) id: string,
      @Query(validatedQuery(PageQueryDto)) query: PageQueryDto,
    ) {
      return this.history.ofRecord(ctx, type, id, query);
    }

    @Get(':id/transitions')
    @Operation({
      id: `${plural}.list_transitions`,
      summary: `List the stages that ${words.one} could go to`,
      description: POSSIBLE,
      scope: scopes.read,
      query: TransitionsQueryDto,
      returns: { listOf: TransitionDto },
      problems: [404],
    })
    async possible(
      @Ctx() ctx: RequestContext,
      @IdParam(name) id: string,
      @Query(validatedQuery(TransitionsQueryDto)) { pipeline_id: named = '' }: TransitionsQueryDto,
    ) {
      return { data: await this.transitions.of(ctx, type, id, toUuid('pipeline', named)) };
    }
  }

  return StageHistoryController;
}

const ALL =
  'Each stay that has ended, those that ended last first: who moved the record, when, from where to where, how long it stood there, and what it was worth then. Where a record stands now, and since when, it says itself.';

const ONE = 'Its stays in stages, the one that lasts first, then those that ended, backwards.';

const POSSIBLE =
  'Every other stage of its pipeline, or of another one, in order, with the fields that it would need there and whatever else speaks against it: what the rules say that the change itself would meet. Apps that watch changes are not asked.';
