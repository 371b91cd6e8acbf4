import { Client } from 'pg';

/** Runs statements of a test on one connection, outside of what the product does. */
export async function onConnection<Result>(
  url: string,
  work: (run: (statement: string) => Promise<unknown[]>) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async (statement) => (await client.query(`/* test */ ${statement}`)).rows);
  } finally {
    await client.end();
  }
}
