import { Module } from '@nestjs/common';

import { PageCookies } from './page-cookies';

/** What pages stand on. */
@Module({ providers: [PageCookies], exports: [PageCookies] })
export class PagesModule {}
