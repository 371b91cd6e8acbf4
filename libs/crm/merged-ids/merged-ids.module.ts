import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';

import { FollowMergedIds } from './follow-merged-ids';
import { MergedId } from './merged-id.entity';

/** Ids of merged records in the paths of requests lead to the records that answer for them. */
@Module({
  imports: [TypeOrmModule.forFeature([MergedId])],
  providers: [{ provide: APP_INTERCEPTOR, useClass: FollowMergedIds }],
})
export class MergedIdsModule {}
