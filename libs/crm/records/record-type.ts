import type { Type } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { defineEvent, type EventDefinition } from '@platform/events';
import {
  type Dto,
  defineGovernedObject,
  defineScope,
  type FieldSpec,
  fieldNames,
  fieldsOf,
  type RequestContext,
  type Rights,
  type Scope,
  type TellingField,
} from '@platform/http';
import type { IdKind } from '@platform/ids';

import type { TypedField } from './custom-fields/custom-values';
import type { Draft } from './draft';
import type { Edit } from './edit';
import type { FieldKind, OwnLookup } from './field-kind';
import type { RecordRow } from './record.entity';
import type { Repeats } from './repeats';

/** A field that lists can be sorted by, and whether rows may lack it. */
export interface Sort {
  readonly column: string;
  readonly nullable?: boolean;
  /** Whether it is a text, which is sorted by its folded form. */
  readonly text?: boolean;
}

/** An event beyond created, updated, deleted and restored, and when a change causes it. */
export interface ChangeEvent<Row extends RecordRow> {
  readonly event: EventDefinition;
  happened(before: Row | null, after: Row): boolean;
}

/** The record that a kind of record is part of: its id stands in the path. */
interface RecordParent {
  readonly kind: IdKind;
  readonly plural: string;
  readonly field: string;
  /** Whether the parts of one parent are written in turns, because something of the parent follows from all of them. */
  readonly inTurns?: boolean;
}

/** Changes of other records that follow from stored ones. */
export interface Consequence {
  readonly type: RecordType;
  readonly drafts: readonly Draft[];
}

/** A part of every workspace that records belong to: its name stands in the path. */
interface NamedParent {
  readonly names: readonly string[];
  readonly plural: string;
  readonly field: string;
}

/** What a kind of record is part of; the field holds it. */
export type Parent = RecordParent | NamedParent;

/** Records of another kind that point to those of a type. */
export interface Reverse {
  readonly kind: IdKind;
  /** The link of that other type which leads here: `company` beside its `company_id`, or a list such as `contacts`. */
  readonly through: string;
}

export type StandardRoute = 'create' | 'update' | 'delete' | 'restore';

interface RecordTypeOptions<Row extends RecordRow> {
  readonly name: IdKind;
  readonly plural: string;
  /** Its plural in addresses, under a parent that says the rest. */
  readonly segment?: string;
  /** Its name in sentences, with its article: "a lead". */
  readonly words: { readonly one: string; readonly many: string };
  readonly row: Type<Row>;
  readonly create: Dto;
  readonly update: Dto;
  readonly view: Dto;
  readonly parent?: Parent;
  /** Who points to it, by the name that filters and lists under a record call them. */
  readonly reverse?: Readonly<Record<string, Reverse>>;
  /** The standard routes by which it is written; all unless told. */
  readonly routes?: readonly StandardRoute[];
  /** Sorts beyond created_at and updated_at; each has an index. */
  readonly sorts?: Readonly<Record<string, Sort>>;
  /** The order of a list unless told; the newest first unless the type says another. */
  readonly defaultSort?: string;
  /** The scopes where they are not `{plural}:read|write|delete`. */
  readonly scopes?: RecordScopes;
  /** Fills in what follows from other fields, and reports what must not be: set-based, all edits at once. */
  rules?(edits: readonly Edit<Row>[], ctx: RequestContext, tx: Transaction): Promise<void> | void;
  /** Keeps beside the records what follows from a change that has just been stored: set-based, all edits at once. */
  stored?(edits: readonly Edit<Row>[], ctx: RequestContext, tx: Transaction): Promise<void>;
  /** What follows for other records once a set is stored: written in the same transaction, and refused together with the set. */
  consequences?(
    edits: readonly Edit<Row>[],
    ctx: RequestContext,
    tx: Transaction,
  ): Promise<readonly Consequence[]>;
  /** Looks among the records that are there for those that new and changed ones repeat. */
  readonly repeats?: Repeats;
  readonly moreEvents?: readonly ChangeEvent<Row>[];
  /** What finds its records beside the look-ups of its fields: kept in the same transaction. */
  readonly lookups?: readonly OwnLookup[];
  /**
   * How roles limit who may do what with its records: by what the role says of them, or, for what belongs to records, by
   * what it says of activities and of those records. Parts of a record go by the rights on it.
   */
  readonly governed?: 'itself' | 'by_links';
  /**
   * Of what names records and belongs to none: the condition on a row of this alias that a member with these rights may read it; null when
   * they may read every one. It names the workspace as $1.
   */
  reaches?(rights: Rights, alias: string): string | null;
  /** Whether a change is one that the audit log keeps: of what a workspace is set up with, every one. */
  privileged?(edit: Edit<Row>): boolean;
  /**
   * Fields that tell what others say, of the same record or of the one that it is part of (`deal.amount`): they are hidden from
   * whoever does not see one of those.
   */
  readonly tells?: Readonly<Record<string, readonly string[]>>;
  /** Fields that never change: filters on events may ask for them behind a link to such a record. */
  readonly lasting?: readonly string[];
}

interface RecordScopes {
  readonly read: Scope;
  readonly write: Scope;
  readonly delete: Scope;
}

/** What a kind of record has in one workspace and nowhere else. */
interface OwnFields {
  readonly fields: readonly TypedField[];
  /** How the member that holds them is stored, answered and found. */
  readonly kind: FieldKind;
  /** How names of persons are answered. */
  readonly name: FieldKind;
  /** Another kind of record in the same workspace. */
  related(kind: IdKind): RecordType | undefined;
}

/** What a caller whom a role limits sees of a kind of record. */
export interface Seen {
  /** The fields that there are not for them. */
  readonly hidden: ReadonlySet<string>;
  /** The condition on a row of this alias that they may read it; null when they may read every one. It names the workspace as $1. */
  readable(alias: string): string | null;
  /** The same, taken apart so that each part is read in the order of an index. */
  readonly parts: readonly ReadablePart[];
  /** Another kind of record, as the same caller sees it. */
  related(kind: IdKind): RecordType | undefined;
}

/** Some of the rows that a caller may read; no row is in two parts. */
export interface ReadablePart {
  /** Only rows of these owners (stored ids), each of whom is looked at apart; of anybody when null. */
  readonly owners: readonly string[] | null;
  /** Whether it is in every pipeline and stage. */
  readonly isAnywhere: boolean;
  /** What else rows of this alias must meet; null for nothing. */
  readonly where: (alias: string) => string | null;
}

/** What makes one kind of record differ from another. Routes, scopes, events and storage all read this. */
export interface RecordType<Row extends RecordRow = RecordRow> extends RecordTypeOptions<Row> {
  /** Set on the form of the type that one workspace has (`ownType`). */
  readonly own?: OwnFields;
  /** Set on the form that one caller sees, whom a role limits (`seenBy`). */
  readonly seen?: Seen;
  readonly scopes: RecordScopes;
  readonly events: Readonly<Record<'created' | 'updated' | 'deleted' | 'restored', EventDefinition>>;
}

/** Describes a kind of record: the engine does the rest. */
export function defineRecordType<Row extends RecordRow>(options: RecordTypeOptions<Row>): RecordType<Row> {
  const { name, plural, words, view } = options;
  const scopes = options.scopes ?? {
    read: defineScope(`${plural}:read`, `read ${words.many}`),
    write: defineScope(`${plural}:write`, `create and change ${words.many}`),
    delete: defineScope(`${plural}:delete`, `delete and restore ${words.many}`),
  };
  const event = (verb: string): EventDefinition =>
    defineEvent({
      type: `${name}.${verb}`,
      summary: `${words.one.charAt(0).toUpperCase()}${words.one.slice(1)} was ${verb}.`,
      object: name,
      payload: view,
      scope: scopes.read,
    });
  const type: RecordType<Row> = {
    ...options,
    scopes,
    events: {
      created: event('created'),
      updated: event('updated'),
      deleted: event('deleted'),
      restored: event('restored'),
    },
  };
  types.set(name, type);
  if (options.governed) defineGovernedObject(name, () => governedForm(type));
  return type;
}

/** Fields that everybody sees who sees the record: which it is, whose, and where it stands. */
const EVERYBODYS: ReadonlySet<string> = new Set([
  ...['id', 'version', 'created_at', 'updated_at', 'deleted_at', 'created_by', 'updated_by'],
  ...['owner_id', 'pipeline_id', 'stage_id', 'stage_changed_at', 'name', 'title', 'custom_fields'],
]);

function governedForm(type: Pick<RecordType, 'name' | 'plural' | 'row' | 'view' | 'tells'>) {
  const { name, plural, view } = type;
  return {
    name,
    plural,
    fields: fieldNames(view).filter((field) => !EVERYBODYS.has(field)),
    telling: [...tellingIn(type, ''), ...partsOf(name).flatMap((part) => tellingIn(part, `${name}.`))],
  };
}

const partsOf = (kind: IdKind): RecordType[] =>
  recordTypes().filter(({ parent }) => parent && 'kind' in parent && parent.kind === kind);

/** What the fields of a type tell of those whose names begin so. */
const tellingIn = (
  { name, tells = {} }: Pick<RecordType, 'name' | 'tells'>,
  prefix: string,
): TellingField[] =>
  Object.entries(tells).flatMap(([field, others]) =>
    others
      .filter((other) => (prefix === '' ? !other.includes('.') : other.startsWith(prefix)))
      .map((other) => ({ object: name, field, tells: other.slice(prefix.length) })),
  );

const types = new Map<IdKind, RecordType>();

/** Every type that this process knows. */
export const recordTypes = (): RecordType[] => [...types.values()];

/** The type of a kind of record, when there is one: records of other kinds are known by their ids alone. */
export const recordTypeOf = (kind: IdKind): RecordType | undefined => types.get(kind);

/** The fields that answers have: all of the contract but those that are hidden from whoever sees this form of the type. */
export const answeredFields = ({ view, seen }: Pick<RecordType, 'view' | 'seen'>): FieldSpec[] =>
  seen ? fieldsOf(view).filter(({ name }) => !seen.hidden.has(name)) : fieldsOf(view);

/** The same, seen from a type: of the workspace whose form of a type that is. */
export const relatedType = (from: RecordType, kind: IdKind): RecordType | undefined =>
  from.seen ? from.seen.related(kind) : from.own ? from.own.related(kind) : recordTypeOf(kind);
