// The least that a server could do: Fastify and pg, the API's own statements by the API's own names, JSON in and out,
// and no framework, token, check, or log.
import { readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fastify } from 'fastify';
import pg from 'pg';
import { from } from 'pg-copy-streams';

import { floorPath, operations } from './operations.mjs';
import { fill } from './recipe.mjs';

const { DATABASE_URL, PORT, RECIPES, POOL_SIZE } = process.env;
const recipes = JSON.parse(readFileSync(RECIPES, 'utf8'), revive);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL_SIZE) });
const server = fastify({ bodyLimit: 16 * 1024 * 1024 });

server.get('/health/ready', async () => ({ status: 'ready' }));
operations.forEach((operation, at) => {
  const recipe = recipes[at];
  server.route({
    method: operation.method,
    url: floorPath(at),
    handler: async ({ params, body }) => {
      const values = fill(recipe, { record: params.uuid, serial: Number(params.serial) });
      const rows = await run(recipe, values);
      if (operation.records) return recipe.answer;
      if (!body || operation.isRead) return operation.isAboutOne ? rows[0] : { data: rows };
      return { ...recipe.answer, ...body };
    },
  });
});
await server.listen({ host: '127.0.0.1', port: Number(PORT) });

async function run({ statements, isTransaction }, values) {
  if (!isTransaction) return (await pool.query(statement(statements[0], values[0]))).rows;
  const client = await pool.connect();
  try {
    for (let at = 0; at < statements.length; at += 1) {
      const { isCopy, text } = statements[at];
      if (isCopy) await pipeline([Buffer.from(values[at][0])], client.query(from(text)));
      else await client.query(statement(statements[at], values[at]));
    }
  } finally {
    client.release();
  }
  return [];
}

function statement({ name, text }, values) {
  return values.length === 0 && !name ? text : { name: name || undefined, text, values };
}

function revive(_, value) {
  return value?.type === 'Buffer' ? Buffer.from(value.data) : value;
}
