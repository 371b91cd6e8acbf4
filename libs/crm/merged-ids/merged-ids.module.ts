import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';

import { FollowMergedIds } from './follow-merged-ids';

/** Ids of merged records in the paths of requests lead to the records that answer for them. */
@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: FollowMergedIds }] })
export class MergedIdsModule {}
