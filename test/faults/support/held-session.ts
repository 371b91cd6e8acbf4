import { withConnection } from '@platform/database';

/** A session that has begun with these statements, until it may end. */
export const open = (url: string, statements: string, until: Promise<void>): Promise<void> =>
  withConnection(url, async (connection) => {
    for (const statement of statements.split('; ')) await connection.sql('', `/* test */ ${statement}`);
    await until;
    await connection.sql('', '/* test */ ROLLBACK');
  });
