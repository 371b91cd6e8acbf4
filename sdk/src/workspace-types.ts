import type { BatchName } from './batch-types.ts';
import type { AnswerOf, BodyOf, WriteOptions } from './operation-types.ts';
import type { RecordGet, RecordList, RecordSearch } from './record-reads.ts';

/** One kind of record as a workspace has it, with its custom fields and the values of its directories. */
export interface OwnTypes {
  readonly record: object;
  readonly create: object;
  readonly update: object;
}

/** The types of one workspace, as `dealwright types` writes them: `new Dealwright<Workspace>(…)`. */
export interface WorkspaceTypes {
  readonly leads?: OwnTypes;
  readonly deals?: OwnTypes;
  readonly contacts?: OwnTypes;
  readonly companies?: OwnTypes;
}

type Upsert<Name extends BatchName> = BodyOf<`${Name}.upsert`>;

/** Whether it was created, updated or unchanged. */
type UpsertResult<Name extends BatchName> = Pick<
  AnswerOf<`${Name}.upsert`>,
  'result' & keyof AnswerOf<`${Name}.upsert`>
>;

/** The reads and writes of whole records, in the types of one workspace. */
export interface OwnMethods<Name extends BatchName, Own extends OwnTypes> {
  readonly get: RecordGet<Name, Own['record']>;
  readonly list: RecordList<Name, Own['record']>;
  readonly search: RecordSearch<Name, Own['record']>;
  create(data: Own['create'], options?: WriteOptions<`${Name}.create`>): Promise<Own['record']>;
  update(id: string, data: Own['update'], options?: WriteOptions<`${Name}.update`>): Promise<Own['record']>;
  upsert(
    data: Omit<Upsert<Name>, 'data'> & { readonly data: Own['create'] },
    options?: WriteOptions<`${Name}.upsert`>,
  ): Promise<Own['record'] & UpsertResult<Name>>;
  delete(id: string, options?: WriteOptions<`${Name}.delete`>): Promise<Own['record']>;
  restore(id: string, options?: WriteOptions<`${Name}.restore`>): Promise<Own['record']>;
}
