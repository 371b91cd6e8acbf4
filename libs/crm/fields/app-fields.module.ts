import { Module } from '@nestjs/common';

import { AppFields } from './app-fields';

/** What becomes of the fields of apps that go and come back. */
@Module({ providers: [AppFields], exports: [AppFields] })
export class AppFieldsModule {}
