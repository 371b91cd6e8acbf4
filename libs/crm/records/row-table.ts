import { getMetadataArgsStorage } from 'typeorm';

/** Where an entity's rows are. */
export interface RowTable {
  readonly table: string;
  /** In the order of their declaration, those of its parents first. */
  readonly columns: readonly string[];
  /** Those of the primary key. */
  readonly key: readonly string[];
}

/** The table that an entity declares. */
export function rowTable(entity: object): RowTable {
  const storage = getMetadataArgsStorage();
  const lineage = classLineage(entity);
  const columns = storage.columns.filter(({ target }) => lineage.has(target));
  return {
    table: String(storage.tables.find((table) => table.target === entity)?.name),
    columns: columns.map(({ propertyName }) => propertyName),
    key: columns.filter(({ options }) => options.primary).map(({ propertyName }) => propertyName),
  };
}

function classLineage(start: object): ReadonlySet<unknown> {
  const classes = new Set<unknown>();
  for (let at: unknown = start; typeof at === 'function'; at = Object.getPrototypeOf(at)) classes.add(at);
  return classes;
}
