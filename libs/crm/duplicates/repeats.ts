import { comparedFields, type MatchedObject, matchesOf, Subject } from '@crm/matching';
import {
  type Columns,
  type Edit,
  type Repeated,
  type Repeating,
  type Repeats,
  recordTypeOf,
  seenType,
} from '@crm/records';
import type { Transaction } from '@platform/database';
import { conflict, type Dto, type RequestContext } from '@platform/http';

import {
  type Candidate,
  findCandidates,
  findingKeys,
  MOST_TOLD,
  type Search,
  scoreOf,
  visible,
} from './candidates';
import { DUPLICATE_SCOPES } from './duplicate-rule.record-type';
import { duplicateContract } from './duplicates.dto';
import { holdKeys } from './key-locks';
import { type RuleInUse, rulesInUse } from './rules-in-use';
import { toldCandidate } from './told-candidate';

/** An edit that some rules are asked about, and those of them that keep it from being stored. */
interface Wanted {
  readonly edit: Edit;
  readonly row: Columns;
  readonly rules: readonly RuleInUse[];
  readonly blocking: ReadonlySet<RuleInUse>;
}

/** Tells new and changed records of a kind from those that are there, by the rules of the workspace. */
export const repeatsOf = (object: MatchedObject, view: Dto): Repeats => ({
  answer: duplicateContract(object, view),
  look: (asked, ctx, tx) => look(object, { asked, ctx, tx }),
});

interface Look {
  readonly asked: readonly Repeating[];
  readonly ctx: RequestContext;
  readonly tx: Transaction;
}

async function look(object: MatchedObject, { asked, ctx, tx }: Look): Promise<Map<Edit, Repeated>> {
  const touching = asked.filter(({ edit }) => touches(object, edit));
  const plain = recordTypeOf(object);
  if (touching.length === 0 || !plain) return new Map();
  const rules = await rulesInUse(tx, ctx.workspaceId, object);
  const wanted = touching.flatMap((one) => wantedOf(ctx, one, rules));
  if (wanted.length === 0) return new Map();
  const used = [...new Set(wanted.flatMap((one) => one.rules))];
  const type = await seenType(tx, ctx, plain);
  return judged(tx, { workspaceId: ctx.workspaceId, type, rules: used }, wanted);
}

/** One after the other: what is to be stored is there for those behind it. */
async function judged(
  tx: Transaction,
  search: Search,
  wanted: readonly Wanted[],
): Promise<Map<Edit, Repeated>> {
  const blocked = wanted.filter(({ blocking }) => blocking.size > 0);
  if (blocked.length > 0)
    await holdKeys(
      tx,
      search,
      blocked.map(({ row }) => row),
    );
  const stored = await findCandidates(
    tx,
    search,
    wanted.map(({ edit, row }) => ({ id: edit.row.id, row })),
  );
  const found = new Map<Edit, Repeated>();
  const set = new SetOfEdits(search);
  for (const [at, one] of wanted.entries()) {
    const before = stored[at]?.candidates.filter(({ id }) => !set.has(id)) ?? [];
    const object = search.type.name as MatchedObject;
    const repeated = verdict(object, one, news(search, one, [...set.alike(one), ...before]));
    if (repeated) found.set(one.edit, repeated);
    if (!repeated || !('problem' in repeated)) set.add(one);
  }
  return found;
}

/** Whether an edit changes anything that is compared: the same record, saved once more, repeats nothing anew. */
function touches(object: MatchedObject, { action, before, row }: Edit): boolean {
  if (action !== 'create' && action !== 'update') return false;
  if (!before) return true;
  const [old, now] = [before, row] as unknown as readonly [Columns, Columns];
  return comparedFields(object).some(({ columns }) =>
    columns.some((column) => JSON.stringify(old[column]) !== JSON.stringify(now[column])),
  );
}

function wantedOf(
  { principal }: RequestContext,
  { edit, check }: Repeating,
  rules: readonly RuleInUse[],
): Wanted[] {
  const ruled = rules.filter(({ on_save }) => on_save === 'block');
  const isManager = principal.scopes.has(DUPLICATE_SCOPES.write.name);
  const asked: Readonly<Record<Repeating['check'], readonly RuleInUse[]>> = {
    as_ruled: rules.filter(({ on_save }) => on_save !== 'allow'),
    warn: rules,
    block: rules,
    ignore: isManager ? [] : ruled,
  };
  const own = asked[check];
  const blocking = new Set(check === 'block' ? rules : ruled);
  return own.length === 0 ? [] : [{ edit, row: edit.row as unknown as Columns, rules: own, blocking }];
}

/** The edits of a set that are to be stored, which are not there yet for those behind them. */
class SetOfEdits {
  private readonly rows = new Map<string, { readonly row: Columns; readonly subject: Subject }>();
  private readonly byKey = new Map<string, string[]>();

  constructor(private readonly search: Search) {}

  has(id: string): boolean {
    return this.rows.has(id);
  }

  add({ edit, row }: Wanted): void {
    const own = visible(this.search.type, row);
    const { id } = edit.row;
    this.rows.set(id, { row, subject: this.subject(own) });
    for (const key of findingKeys(this.search, own))
      this.byKey.set(key, [...(this.byKey.get(key) ?? []), id]);
  }

  alike({ edit, row }: Wanted): Candidate[] {
    const own = visible(this.search.type, row);
    const subject = this.subject(own);
    const ids = new Set(findingKeys(this.search, own).flatMap((key) => this.byKey.get(key) ?? []));
    return [...ids].flatMap((id): Candidate[] => {
      const other = id === edit.row.id ? undefined : this.rows.get(id);
      const matches = other ? matchesOf(this.search.rules, subject, other.subject) : [];
      return other && matches.length > 0 ? [{ id, row: other.row, matches }] : [];
    });
  }

  private subject(row: Columns): Subject {
    return new Subject(this.search.type.name as MatchedObject, row);
  }
}

/** Those that the record was not taken for before the change, by the rules that are asked. */
function news(
  { type, rules: all }: Search,
  { edit, rules }: Wanted,
  found: readonly Candidate[],
): Candidate[] {
  const object = type.name as MatchedObject;
  const before = edit.before && new Subject(object, visible(type, edit.before as unknown as Columns));
  return found.flatMap((one) => {
    const matches = one.matches.filter(({ rule }) => rules.includes(rule));
    if (matches.length === 0) return [];
    const wasKnown = before && matchesOf(all, before, new Subject(object, visible(type, one.row))).length > 0;
    return wasKnown ? [] : [{ ...one, matches }];
  });
}

function verdict(
  object: MatchedObject,
  { blocking, edit }: Wanted,
  found: readonly Candidate[],
): Repeated | null {
  const sorted = found.toSorted((a, b) => scoreOf(b) - scoreOf(a)).slice(0, MOST_TOLD);
  const told = sorted.map((one) => toldCandidate(object, one));
  if (!found.some(({ matches }) => matches.some(({ rule }) => blocking.has(rule))))
    return told.length > 0 ? { told } : null;
  const verb = edit.before ? 'changed' : 'created';
  const detail = `It was not ${verb}: \`duplicates\` names records that are there and may be the same one. Use one of them, or send it with duplicates=ignore, for which rules that block ask for the scope duplicates:manage.`;
  return { problem: conflict('duplicates_found', detail, { members: { duplicates: told } }) };
}
