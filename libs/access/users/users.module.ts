import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { User } from './user.entity';
import { Users } from './users';

/** The people who can sign in. */
@Module({ imports: [TypeOrmModule.forFeature([User])], providers: [Users], exports: [Users] })
export class UsersModule {}
