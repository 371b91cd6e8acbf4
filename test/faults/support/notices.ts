/** Who announced something inside a transaction that the client had begun: each such statement, with the process that ran it. */
export function announcedInside(statementLog: string): string[] {
  const open = new Set<string>();
  const found: string[] = [];
  for (const line of statementLog.split('\n')) {
    const [, pid, text] = /^(\d+)\|LOG: {2}(?:statement|execute [^:]*): (.*)/.exec(line) ?? [];
    if (pid === undefined || text === undefined) continue;
    if (/^(START TRANSACTION|BEGIN)/.test(text)) open.add(pid);
    else if (/^(COMMIT|ROLLBACK)/.test(text)) open.delete(pid);
    if (open.has(pid) && /pg_notify|^NOTIFY/i.test(text)) found.push(`${pid}: ${text}`);
  }
  return found;
}
