import { foldText, ownField } from '@platform/filters';
import { type FieldSpec, fieldsOf } from '@platform/http';

import { kindIn } from './custom-fields/kind-in';
import { type Columns, fieldKind } from './field-kind';
import { isSearched } from './filter-parts';
import { answeredFields, type RecordType } from './record-type';

/** The columns that a record is found by: made of the others on every write, and never answered. */
export const FOUND_BY: readonly string[] = ['folded', 'search_text'];

type TextsOf = (row: Columns) => { readonly folded: Record<string, string>; readonly search_text: string };

type Viewed = Pick<RecordType, 'view' | 'own' | 'seen'>;

const compiled = new WeakMap<Viewed, TextsOf>();

/** The values of those columns for a row. */
export function foldedTexts(type: Viewed, row: Columns): ReturnType<TextsOf> {
  const known = compiled.get(type);
  if (known) return known(row);
  const texts = textsOf(type);
  compiled.set(type, texts);
  return texts(row);
}

function textsOf(type: Viewed): TextsOf {
  const specs = fieldsOf(type.view);
  const paths = specs.flatMap(foldedPaths);
  const searched = specs.filter(isSearched).map(({ name }) => name);
  const listed = listedTextsOf(type, specs);
  const inner = innerTextsOf(type, specs);
  return (row) => {
    const folded: Record<string, string> = {};
    for (const { path, read } of paths) {
      const text = read(row);
      if (typeof text === 'string') folded[path] = foldText(text);
    }
    const texts: string[] = [];
    for (const name of searched) {
      const text = folded[name];
      if (text !== undefined) texts.push(text);
    }
    for (const text of listed(row)) texts.push(foldText(text));
    for (const one of inner) {
      for (const text of one.searched(row)) texts.push(foldText(text));
      for (const [path, text] of one.folded(row)) folded[path] = text;
    }
    return { folded, search_text: texts.join('\n') };
  };
}

interface FoldedPath {
  readonly path: string;
  readonly read: (row: Columns) => unknown;
}

function foldedPaths({ name, kind, nested }: FieldSpec): FoldedPath[] {
  if (fieldKind(kind).isText) return [{ path: name, read: (row) => row[name] }];
  if (kind !== 'details' || !nested) return [];
  return fieldsOf(nested).map((field) => ({
    path: `${name}.${field.name}`,
    read: (row) => ownField(row[name], field.name),
  }));
}

/**
 * The same in a row of an alias. Where a field is hidden from the caller its words are in the row's text all the same: then
 * the texts that they see are looked at one by one, and the index only says where to look.
 */
export function searchedSql(type: Viewed): (row: string) => string {
  if (!type.seen || type.seen.hidden.size === 0) return (row) => `${row}.search_text`;
  const paths = answeredFields(type)
    .filter(isSearched)
    .map(({ name }) => name);
  return (row) => `concat_ws(E'\n', ${paths.map((path) => `${row}.folded ->> '${path}'`).join(', ')})`;
}

/** What full text search looks at, of a row or of a record in its public form: they are alike in these fields. */
export function searchTextOf(type: Viewed): (record: unknown) => string {
  const specs = answeredFields(type);
  const searched = specs.filter(isSearched).map(({ name }) => name);
  const listed = listedTextsOf(type, specs);
  const inner = innerTextsOf(type, specs);
  return (record) => {
    const texts = searched.map((name) => ownField(record, name)).filter((text) => typeof text === 'string');
    const more = inner.flatMap((one) => one.searched(record));
    return [...texts, ...listed(record), ...more].map(foldText).join('\n');
  };
}

/** The texts inside objects whose fields the workspace decides. */
const innerTextsOf = (type: Viewed, specs: readonly FieldSpec[]) =>
  specs.flatMap(({ kind }) => kindIn(type, kind).texts ?? []);

/** The texts by which records are found that stand in lists, as they are. */
function listedTextsOf(type: Viewed, specs: readonly FieldSpec[]): (record: unknown) => string[] {
  const lists = specs
    .map(({ name, kind }) => ({ name, kind: kindIn(type, kind) }))
    .filter(({ kind }) => 'searched' in kind);
  return (record) =>
    lists.flatMap(({ name, kind }) => {
      const value = ownField(record, name);
      return Array.isArray(value) ? (kind.searched?.(value as Columns[]) ?? []) : [];
    });
}
