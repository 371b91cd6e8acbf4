import { stopTestServer } from './global-setup';
import { inspectStatements } from './statement-inspector';
import { testServer } from './test-database';
import { workspaceTables } from './workspace-tables';

/** Ends what the global setup started; the run fails when a statement of it forgot its workspace. */
// biome-ignore lint/style/noDefaultExport: Jest takes the default export.
export default async function globalTeardown(): Promise<void> {
  try {
    await refuseUnboundStatements();
  } finally {
    await stopTestServer();
  }
}

async function refuseUnboundStatements(): Promise<void> {
  const { templateUrl, statementLog } = testServer();
  if (statementLog === undefined) return;
  const { unbound } = await inspectStatements(statementLog, await workspaceTables(templateUrl));
  if (unbound.length === 0) return;
  const lines = unbound.map(
    ({ name, tables, text }) => `  ${name} on ${tables.join(', ')}: ${text.replaceAll(/\s+/g, ' ').trim()}`,
  );
  throw new Error(
    `${unbound.length} statements of this run used tables of workspaces without "workspace_id = $n":\n${lines.join('\n')}`,
  );
}
