import { MemberRightsModule } from '@access/roles';
import { Global, Module } from '@nestjs/common';
import { CurrentRights } from '@platform/jobs';

import { StoredRights } from './stored-rights';

/** Tells jobs what is left of their callers' rights. */
@Global()
@Module({
  imports: [MemberRightsModule],
  providers: [{ provide: CurrentRights, useClass: StoredRights }],
  exports: [CurrentRights],
})
export class CurrentRightsModule {}
