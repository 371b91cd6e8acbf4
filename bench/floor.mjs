// The least that a server could do: Fastify and pg, the API's own statements by the API's own names, JSON in and out,
// and no framework, token, check, or log.
import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import pg from 'pg';

import { floorPath, operations } from './operations.mjs';
import { fill } from './recipe.mjs';

const { DATABASE_URL, PORT, RECIPES, POOL_SIZE } = process.env;
const recipes = JSON.parse(readFileSync(RECIPES, 'utf8'), revive);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL_SIZE) });
const server = fastify();

server.get('/health/ready', async () => ({ status: 'ready' }));
operations.forEach((operation, at) => {
  const recipe = recipes[at];
  server.route({
    method: operation.method,
    url: floorPath(operation, at),
    handler: async ({ params, body }) => {
      const values = fill(recipe, { record: params.id, serial: serialIn(body) });
      const rows = await run(recipe, values);
      if (!body) return operation.isAboutOne ? rows[0] : { data: rows };
      return { ...recipe.answer, ...body };
    },
  });
});
await server.listen({ host: '127.0.0.1', port: Number(PORT) });

/** Every body of a write carries its number in the text of its comment. */
function serialIn(body) {
  return body?.comment.slice(-8);
}

async function run({ statements, isTransaction }, values) {
  if (!isTransaction) return (await pool.query(statement(statements[0], values[0]))).rows;
  const client = await pool.connect();
  try {
    for (let at = 0; at < statements.length; at += 1) {
      await client.query(statement(statements[at], values[at]));
    }
  } finally {
    client.release();
  }
  return [];
}

function statement({ name, text }, values) {
  return name ? { name, text, values } : text;
}

function revive(_, value) {
  return value?.type === 'Buffer' ? Buffer.from(value.data) : value;
}
