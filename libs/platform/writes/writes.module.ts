import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { IdempotencyKey } from './idempotency-key.entity';
import { Writes } from './writes';

/** Hands out the door for changes. */
@Global()
@Module({ imports: [TypeOrmModule.forFeature([IdempotencyKey])], providers: [Writes], exports: [Writes] })
export class WritesModule {}
