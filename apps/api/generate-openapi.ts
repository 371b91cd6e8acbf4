import 'reflect-metadata';

import { mkdirSync, writeFileSync } from 'node:fs';

import { NestFactory } from '@nestjs/core';
import { readSettings } from '@platform/config';
import { httpAdapter, operationScopes } from '@platform/http';

import { ApiModule } from './api.module';
import { describeApi } from './openapi';

/** Where the committed document says the API is; a running server names its own address instead. */
const EXAMPLE_URL = 'http://127.0.0.1:3000';

/** Writes openapi/openapi.json without a database: Nest's preview finds the routes and starts nothing. */
async function generate(): Promise<void> {
  const settings = readSettings({ databaseUrl: 'postgres://none', masterKey: Buffer.alloc(32) }, {});
  const app = await NestFactory.create(ApiModule.with(settings), httpAdapter(settings), {
    preview: true,
    logger: false,
  });
  mkdirSync('openapi', { recursive: true });
  writeFileSync(
    'openapi/openapi.json',
    `${JSON.stringify(describeApi(app, EXAMPLE_URL, operationScopes()), null, 2)}\n`,
  );
  await app.close();
}

void generate();
