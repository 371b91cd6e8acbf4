import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { IdempotencyKey } from './idempotency-key.entity';
import { ItemKeys } from './item-keys';
import { Writes } from './writes';

/** Hands out the door for changes. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyKey])],
  providers: [Writes, ItemKeys],
  exports: [Writes, ItemKeys],
})
export class WritesModule {}
