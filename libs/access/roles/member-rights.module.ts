import { Module } from '@nestjs/common';

import { MemberRightsReader } from './member-rights';

/** What members may do now: all that a process needs which serves no routes. */
@Module({ providers: [MemberRightsReader], exports: [MemberRightsReader] })
export class MemberRightsModule {}
