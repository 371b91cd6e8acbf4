import { contractName, namedContract, type RecordType } from '@crm/records';
import { defineEvent, type EventDefinition } from '@platform/events';
import { type Dto, ObjectField } from '@platform/http';

import { MergeSummaryDto, UndoneMergeSummaryDto } from './merge.dto';

/** The events of one kind of record that tell of merges. */
export interface MergeEvents {
  readonly merged: EventDefinition;
  readonly unmerged: EventDefinition;
}

const known = new Map<string, MergeEvents>();

/** The events by which merges of a kind of record are told; declared when they are first asked for. */
export function mergeEventsOf(type: RecordType): MergeEvents {
  const found = known.get(type.name);
  if (found) return found;
  const { name, words, view, scopes } = type;
  const one = `${words.one.charAt(0).toUpperCase()}${words.one.slice(1)}`;
  const event = (verb: string, summary: string, payload: Dto): EventDefinition =>
    defineEvent({ type: `${name}.${verb}`, summary, object: name, payload, scope: scopes.read });
  const events: MergeEvents = {
    merged: event(
      'merged',
      `Others were merged into ${words.one}, whose ids it answers for from now on.`,
      namedContract(contractName(view, '', 'Merged'), { merge: ObjectField(MergeSummaryDto) }, view),
    ),
    unmerged: event(
      'unmerged',
      `${one} has given back what a merge had brought; the other records are there again.`,
      namedContract(contractName(view, '', 'Unmerged'), { merge: ObjectField(UndoneMergeSummaryDto) }, view),
    ),
  };
  known.set(name, events);
  return events;
}
