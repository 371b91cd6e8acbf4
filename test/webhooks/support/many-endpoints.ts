import type { Engine } from './engine';

/** What copies of an endpoint are to be like. */
interface Copies {
  readonly count: number;
  readonly types: readonly string[];
  /** SQL over the number `n` of a copy: a jsonb of the filter by object, as it is kept. */
  readonly filter: string;
}

/** Makes copies of an endpoint with its lane, as fast as a database can. */
export async function copyEndpoints(
  engine: Engine,
  endpointId: string,
  { count, types, filter }: Copies,
): Promise<void> {
  const copies = `
    WITH one AS (SELECT webhook_endpoints AS endpoint, lanes AS lane
      FROM webhook_endpoints JOIN lanes ON lanes.endpoint_id = webhook_endpoints.id
      WHERE webhook_endpoints.workspace_id = $1 AND webhook_endpoints.id = $2),
    ids AS MATERIALIZED (SELECT gen_random_uuid() AS id, n FROM generate_series(1, $3::integer) AS n),
    stored AS (INSERT INTO webhook_endpoints SELECT made.* FROM one CROSS JOIN ids CROSS JOIN LATERAL
      jsonb_populate_record(NULL::webhook_endpoints, to_jsonb(one.endpoint)
        || jsonb_build_object('id', ids.id, 'types', to_jsonb($4::text[]), 'checked_filter', ${filter})) AS made)
    INSERT INTO lanes SELECT made.* FROM one CROSS JOIN ids CROSS JOIN LATERAL
      jsonb_populate_record(NULL::lanes, to_jsonb(one.lane) || jsonb_build_object('endpoint_id', ids.id)) AS made`;
  await engine.sql(`/* test */ ${copies}`, [engine.workspace, endpointId, count, types]);
  await engine.sql('UPDATE subscription_versions SET version = version + 1 WHERE workspace_id = $1', [
    engine.workspace,
  ]);
}

/** A kept filter that asks for one value of the title of notes. */
export const titleIs = (value: string): string =>
  `jsonb_build_object('note', jsonb_build_object('kind', 'compare', 'operator', 'eq', 'value', ${value},
    'field', jsonb_build_object('type', 'text', 'at', jsonb_build_array('title'))))`;
