import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { verifyAuditLogs } from '@access/audit';
import { readDatabaseSettings } from '@platform/config';
import { withConnection } from '@platform/database';

import { explainingConnection } from '../migrate/explain-connection';

void runMain(async () => {
  const { databaseDirectUrl } = readDatabaseSettings();
  await explainingConnection(() =>
    withConnection(databaseDirectUrl, async (connection) => {
      for await (const { workspaceId, head, fault } of verifyAuditLogs(connection)) {
        const found = fault
          ? `BROKEN at entry ${fault.number}: ${fault.what}`
          : `${head.number} entries hold, head ${head.hash}`;
        process.stdout.write(`${workspaceId}: ${found}\n`);
        if (fault) process.exitCode = 1;
      }
    }),
  );
});
