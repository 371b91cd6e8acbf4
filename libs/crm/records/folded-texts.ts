import { foldText } from '@platform/filters';
import { type FieldSpec, fieldsOf } from '@platform/http';

import { type Columns, fieldKind } from './field-kind';
import { inside, isSearched } from './filter-parts';
import type { RecordType } from './record-type';

/** The columns that a record is found by: made of the others on every write, and never answered. */
export const FOUND_BY: readonly string[] = ['folded', 'search_text'];

type TextsOf = (row: Columns) => { readonly folded: Record<string, string>; readonly search_text: string };

type Viewed = Pick<RecordType, 'view'>;

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
  const paths = fieldsOf(type.view).flatMap(foldedPaths);
  const search = searchTextOf(type);
  return (row) => {
    const folded: Record<string, string> = {};
    for (const { path, read } of paths) {
      const text = read(row);
      if (typeof text === 'string') folded[path] = foldText(text);
    }
    return { folded, search_text: search(row) };
  };
}

interface FoldedPath {
  readonly path: string;
  readonly read: (record: unknown) => unknown;
}

function foldedPaths({ name, kind, nested }: FieldSpec): FoldedPath[] {
  if (kind === 'text') return [{ path: name, read: (record) => inside(record, name) }];
  if (kind !== 'details' || !nested) return [];
  return fieldsOf(nested).map((field) => ({
    path: `${name}.${field.name}`,
    read: (record) => inside(inside(record, name), field.name),
  }));
}

/** What full text search looks at, of a row or of a record in its public form: they are alike in these fields. */
export function searchTextOf(type: Viewed): (record: unknown) => string {
  const specs = fieldsOf(type.view);
  const texts = specs.filter(isSearched).map(({ name }) => name);
  const others = specs.flatMap(({ name, kind }) => {
    const kindOf = fieldKind(kind);
    return kindOf.searched ? [{ name, kindOf }] : [];
  });
  return (record) => {
    const found = texts.map((name) => inside(record, name)).filter((text) => typeof text === 'string');
    for (const { name, kindOf } of others) {
      const value = inside(record, name);
      if (Array.isArray(value)) found.push(...(kindOf.searched?.(value as Columns[]) ?? []));
    }
    return foldText(found.join('\n'));
  };
}
