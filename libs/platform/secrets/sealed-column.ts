import { Column, getMetadataArgsStorage } from 'typeorm';

/** A column whose values are sealed, each to its row. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** What `SealContext.purpose` says of it. */
  readonly purpose: string;
  /** Its table's primary key, in order, with the types; the last one is the row of the context. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
}

interface Declared {
  readonly target: unknown;
  readonly column: string;
  readonly purpose: string;
}

const declared: Declared[] = [];

/**
 * Declares a text column that holds what `KeyStore.seal` made, with the workspace of the row (null in tables without one), this
 * purpose, and the last column of the primary key as the row. Rotation finds such columns by this declaration.
 */
export const Sealed =
  (purpose: string, options: { readonly nullable?: boolean } = {}): PropertyDecorator =>
  (target, key) => {
    Column('text', options)(target, key);
    declared.push({ target: target.constructor, column: String(key), purpose });
  };

/** Every sealed column of the entities that are loaded. */
export function sealedColumns(): SealedColumn[] {
  const { tables, columns } = getMetadataArgsStorage();
  return declared.map(({ target, column, purpose }) => {
    const table = tables.find((one) => one.target === target);
    if (!table) throw new Error(`The sealed column ${column} belongs to no table.`);
    const key = columns
      .filter((one) => one.target === target && one.options.primary)
      .map((one) => ({ name: one.propertyName, type: String(one.options.type) }));
    return { table: String(table.name), column, purpose, key };
  });
}
