/** What copies of records count from: no number of a request comes here. */
const FIRST_COPY = 20_000_000;
const INDEXED = ['leads', 'contact_points'];

/**
 * Fills workspaces with copies of the leads of one, each with a number, ids and a time of its own, and with all that they are
 * found by. Copies have no events. The indexes are made anew afterwards: that is faster, and leaves them as a restore would.
 */
export async function multiply(database, source, places) {
  if (places.every(({ missing }) => missing === 0)) return;
  const definitions = await database.sql(
    'bench.indexes',
    `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY ($1) AND indexname NOT LIKE '%_pkey'`,
    [INDEXED],
  );
  for (const { indexname } of definitions) await database.sql('', `DROP INDEX ${indexname}`);
  let from = FIRST_COPY;
  for (const { ctx, missing } of places) {
    await database.sql('bench.copies', COPIES, [source, ctx.workspaceId, missing, from]);
    from += missing;
  }
  await database.sql('bench.points', POINTS);
  for (const { indexdef } of definitions) await database.sql('', indexdef);
}

/** Older than every record that was made, each half a minute before the next. */
const COPIES = `
  INSERT INTO leads
  SELECT made.* FROM (
    SELECT row_number() OVER (ORDER BY id) - 1 AS at, count(*) OVER () AS size, title, to_jsonb(leads)::text AS text
    FROM leads WHERE workspace_id = $1 AND created_at > now() - interval '1 hour' ORDER BY id LIMIT least(2000, $3::bigint)
  ) AS lead
  CROSS JOIN generate_series(0, $3::bigint / lead.size) AS round
  CROSS JOIN LATERAL (SELECT round * lead.size + lead.at AS number) AS copy
  CROSS JOIN (SELECT id, pipeline_id FROM stages WHERE workspace_id = $2 AND kind = 'initial' AND pipeline_id IN (
    SELECT id FROM pipelines WHERE workspace_id = $2 AND object = 'lead') LIMIT 1) AS stage
  CROSS JOIN LATERAL jsonb_populate_record(NULL::leads, replace(lead.text, right(lead.title, 8), ($4::bigint + number)::text)::jsonb
    || jsonb_build_object('workspace_id', $2::uuid, 'id', uuidv7(-interval '1 day' - number * interval '30 s'),
      'pipeline_id', stage.pipeline_id, 'stage_id', stage.id,
      'created_at', now() - interval '1 day' - number * interval '30 s',
      'updated_at', now() - interval '1 day' - number * interval '30 s')) AS made
  WHERE number < $3::bigint`;

const POINTS = `
  INSERT INTO contact_points (workspace_id, record_id, object, kind, value_norm)
  SELECT workspace_id, id, 'lead', kind, entry ->> 'normalized'
  FROM leads
  CROSS JOIN LATERAL (
    SELECT 'phone', jsonb_array_elements(phones) UNION ALL SELECT 'email', jsonb_array_elements(emails)
  ) AS entries (kind, entry)
  WHERE created_at < now() - interval '12 hours'`;
