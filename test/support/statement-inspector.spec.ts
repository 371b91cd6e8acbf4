import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cpuMs } from './cpu-time';
import { inspectStatements } from './statement-inspector';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dealwright-inspector-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function inspect(log: string) {
  const file = join(folder, 'statements.log');
  writeFileSync(file, log);
  return inspectStatements(file, new Set(['leads', 'events']));
}

describe('the inspection of a log of statements', () => {
  it('finds each statement once that forgets its workspace, with its name', async () => {
    const { unbound, statements } = await inspect(
      [
        'dealwright_test_1|LOG:  execute leads.find: SELECT id FROM leads WHERE workspace_id = $1',
        'dealwright_test_1|LOG:  execute leads.all: ',
        '\t  SELECT id FROM leads',
        '\t  WHERE x = $1',
        "dealwright_test_2|LOG:  statement: DELETE FROM events WHERE id = '1'",
        "dealwright_test_3|LOG:  statement: DELETE FROM events WHERE id = '2'",
        'dealwright_test_3|LOG:  execute <unnamed>: SELECT 1 FROM events_20261121 WHERE id = 17',
        '',
      ].join('\n'),
    );
    expect(unbound.map(({ name, tables }) => [name, tables])).toEqual([
      ['leads.all', ['leads']],
      ['statement', ['events']],
      ['<unnamed>', ['events_20261121']],
    ]);
    expect(statements).toBe(4);
  });

  it('leaves out what tests ask themselves, other databases, and what is no statement', async () => {
    const { unbound } = await inspect(
      [
        'dealwright_test_1|LOG:  execute <unnamed>: /* test */ SELECT id FROM leads',
        'dealwright_test_1|LOG:  execute test.leads: SELECT id FROM leads',
        'postgres|LOG:  statement: SELECT id FROM leads',
        'dealwright_test_1|ERROR:  duplicate key value violates unique constraint',
        'dealwright_test_1|STATEMENT:  SELECT id FROM leads',
        '|LOG:  checkpoint starting: immediate force wait',
      ].join('\n'),
    );
    expect(unbound).toEqual([]);
  });

  it('takes a long log in its stride', async () => {
    const line = (at: number) =>
      `dealwright_test_1|LOG:  execute leads.find: SELECT ${'"some_column", '.repeat(12)} id FROM leads\n\tWHERE workspace_id = $1 AND id = '${at}'\n`;
    const log = Array.from({ length: 50_000 }, (_, at) => line(at)).join('');
    const spent = await cpuMs(async () => {
      const { unbound, statements } = await inspect(log);
      expect([unbound, statements]).toEqual([[], 1]);
    });
    expect(spent / log.length).toBeLessThan(60_000 / 100_000_000);
  });
});
