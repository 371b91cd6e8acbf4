import { Entity } from 'typeorm';

/**
 * How a table is spread over machines: `workspace` tables by workspace_id, `reference` tables are copied everywhere,
 * `local` tables stay on the coordinator.
 */
export type TableClass = 'workspace' | 'reference' | 'local';

const classes = new Map<string, TableClass>();

const tableOf =
  (tableClass: TableClass) =>
  (name: string): ClassDecorator => {
    classes.set(name, tableClass);
    return Entity(name);
  };

/** A table whose rows belong to one workspace: PRIMARY KEY (workspace_id, id), workspace_id first in every index. */
export const WorkspaceTable = tableOf('workspace');

/** A small table without a workspace that every machine holds a copy of. */
export const ReferenceTable = tableOf('reference');

/** A table of look-ups or queue internals that knows no workspace yet. */
export const LocalTable = tableOf('local');

/** Every declared table with its class. */
export const tableClasses = (): ReadonlyMap<string, TableClass> => classes;
