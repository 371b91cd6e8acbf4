/** The kinds of record that can be merged, and where their rows are. */
const TABLES = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals' } as const;

/** A kind of record that can be merged. */
export type MergedObject = keyof typeof TABLES;

export const MERGED_OBJECTS = Object.keys(TABLES) as readonly MergedObject[];

/** Whether ids of this kind may be those of merged records. */
export const isMergedObject = (kind: string): kind is MergedObject => Object.hasOwn(TABLES, kind);

/** The table of a kind of record that can be merged. */
export const tableOfMerged = (object: MergedObject): string => TABLES[object];
