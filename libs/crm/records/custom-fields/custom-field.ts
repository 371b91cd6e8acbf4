import type { IdKind } from '@platform/ids';

/** A value of a drop-down field. */
export interface FieldOption {
  /** What records hold: readable and stable, unique within the field. */
  readonly id: string;
  readonly label: string;
  /** `#RRGGBB`. */
  readonly color: string | null;
  /** Kept by the records that have it, and given to no other. */
  readonly archived: boolean;
}

/** What a value must keep to; only what fits the type is set. */
export interface FieldRules {
  /** The least and the greatest value: decimals and days as texts. */
  readonly min?: string;
  readonly max?: string;
  /** In Unicode code points. */
  readonly min_length?: number;
  readonly max_length?: number;
  /** RE2 syntax; the whole value need not match unless it is anchored. */
  readonly pattern?: string;
}

/** A field that a workspace has given to a kind of record. */
export interface CustomField {
  readonly id: string;
  /** Names it in stored rows: given out once per workspace, never again. */
  readonly number: number;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly multiple: boolean;
  readonly required: boolean;
  readonly unique: boolean;
  /** Whether its values stand in an index of their own, which filters and sorts use. */
  readonly indexed: boolean;
  /** Whether that index is complete. */
  readonly isIndexReady: boolean;
  /** What new records get that say nothing, as the API writes it. */
  readonly default: unknown;
  readonly rules: FieldRules;
  readonly options: readonly FieldOption[];
  /** What kind of record its values name. */
  readonly target: IdKind | null;
  /** Whether its values stay as they are: those of an app that is gone. */
  readonly isReadOnly?: boolean;
}

/** The member of records under which the values of custom fields stand. */
export const CUSTOM = 'custom_fields';

/** The path of a custom field in filters, sorts and lists of fields. */
export const customPath = (key: string): string => `${CUSTOM}.${key}`;

/** The key that a path names, or null when it is not the path of a custom field. */
export const keyOfPath = (path: string): string | null =>
  path.startsWith(`${CUSTOM}.`) ? path.slice(CUSTOM.length + 1) : null;
