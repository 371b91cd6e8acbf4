import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { verifyAuditLogs } from '@access/audit';
import { withConnection } from '@platform/database';

import { explainingConnection } from '../migrate/explain-connection';
import { operatorsDatabase } from '../standalone/operators-database';

void runMain(async () => {
  const databaseUrl = operatorsDatabase();
  await explainingConnection(() =>
    withConnection(databaseUrl, async (connection) => {
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
