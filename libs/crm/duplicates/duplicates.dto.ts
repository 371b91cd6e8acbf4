import { contractName, namedContract, type RecordType } from '@crm/records';
import {
  BooleanField,
  type Dto,
  IdField,
  ListField,
  ObjectField,
  TextField,
  TextListField,
} from '@platform/http';
import type { IdKind } from '@platform/ids';

import { ShareField } from './duplicate-rule.dto';

/** What came of one comparison. */
export class DuplicateReasonDto {
  @TextField({ example: 'emails' }) field: string;
  @TextField({ example: 'email_mailbox' }) normalizer: string;
  @TextField({ example: 'exact' }) matcher: string;
  @ShareField('How alike the values are.', { example: 1 }) similarity: number;
  @BooleanField({ example: true, description: 'Whether that is as much as the condition asks for.' })
  is_alike: boolean;
  @TextField({
    max: 20_000,
    example: 'amelie.dubois@example.com',
    description: 'In the record that was asked about.',
  })
  value: string;
  @TextField({ max: 20_000, example: 'Amelie.Dubois+crm@example.com', description: 'In the other record.' })
  other_value: string;
}

/** A rule that says that two records are duplicates, and why. */
export class DuplicateMatchDto {
  @IdField('duplicate_rule') rule_id: string;
  @TextField({ example: 'Same email address, and no other name' }) rule: string;
  @ShareField('The mean of what was compared, by weight.', { example: 0.98 }) score: number;
  @ListField(DuplicateReasonDto, { max: 10 }) reasons: DuplicateReasonDto[];
}

const contracts = new Map<IdKind, Dto>();

/** The contract of one duplicate of one kind of record. */
export function duplicateContract(kind: IdKind, view: Dto): Dto {
  const known = contracts.get(kind);
  if (known) return known;
  const made = namedContract(contractName(view, 'Duplicate'), {
    id: IdField(kind),
    score: ShareField('The highest score of the rules that matched.', { example: 0.98 }),
    matches: ListField(DuplicateMatchDto, { max: 100 }),
  });
  contracts.set(kind, made);
  return made;
}

/** The contracts of a search for duplicates of one kind of record. */
export function duplicatesContracts(type: RecordType): { accepts: Dto; returns: Dto } {
  const candidate = duplicateContract(type.name, type.view);
  return {
    accepts: namedContract(contractName(type.view, 'DuplicateSearch'), {
      id: IdField(type.name, { optional: true, description: 'A record that is there; or send `data`.' }),
      data: ObjectField(type.update, {
        optional: true,
        description: 'A record that is not saved yet, as far as it is known; or send `id`.',
      }),
    }),
    returns: namedContract(contractName(type.view, 'Duplicates'), {
      data: ListField(candidate, { max: 50 }),
      too_common: TextListField({
        max: 100,
        example: [],
        description:
          'Fields in which more than 200 records are the same: only the newest of those were compared.',
      }),
    }),
  };
}

/** A search as callers ask for it. */
export interface DuplicateSearchInput {
  readonly id?: string | null;
  readonly data?: object | null;
}
