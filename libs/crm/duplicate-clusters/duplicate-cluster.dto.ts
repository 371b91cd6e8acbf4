import { DuplicateMatchDto, ShareField } from '@crm/duplicates';
import { MATCHED_OBJECTS } from '@crm/matching';
import { recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  ListField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';
import { exampleId } from '@platform/ids';

import { ClusterRecordsField, ClusterScoreField, MOST_MEMBERS } from './cluster-fields';

export const CLUSTER_STATES = ['open', 'dismissed'] as const;
export type ClusterState = (typeof CLUSTER_STATES)[number];

class ClusterFields {
  @ChoiceField(MATCHED_OBJECTS, { example: 'contact', description: 'The kind of its records.' })
  object: string;
  @ChoiceField(CLUSTER_STATES, {
    example: 'open',
    description: '`dismissed` when somebody said that these are not the same.',
  })
  state: string;
  @IntegerField({ min: 0, max: MOST_MEMBERS, example: 2, description: 'How many records it has.' })
  size: number;
  @ClusterScoreField() score: number;
  @BooleanField({ example: false, description: `Whether more than ${MOST_MEMBERS} records belong to it.` })
  is_full: boolean;
  @ClusterRecordsField() record_ids: string[];
}

/** A cluster is stored as one of these: nobody changes one over the API. */
export class NewDuplicateClusterDto extends ClusterFields {}

export class DuplicateClusterDto extends recordAnswer('duplicate_cluster', ClusterFields) {}

/** Two records of a cluster. */
export class DuplicatePairDto {
  @TextField({ example: exampleId('contact') }) record_id: string;
  @TextField({ example: exampleId('contact') }) other_id: string;
  @ShareField('The highest score of the rules that match; 0 when none does any more.', { example: 0.963 })
  score: number;
  @BooleanField({ example: false, description: 'Whether somebody said that they are not the same.' })
  is_dismissed: boolean;
  @ListField(DuplicateMatchDto, { max: 100, description: 'What says that they are the same, and why.' })
  matches: DuplicateMatchDto[];
}

/** Of which records of a cluster somebody says that they are not the same as the others. */
export class DismissClusterDto {
  @TextListField({
    max: MOST_MEMBERS,
    optional: true,
    example: null,
    description:
      'Those that are not the same as the rest of the cluster; unless told, no two of it are the same.',
  })
  record_ids?: string[] | null;
}

/** What is to be scanned. */
export class StartScanDto {
  @ChoiceField(MATCHED_OBJECTS, { example: 'contact', description: 'The kind of record.' }) object: string;
}

/** The last scan of a kind of record. */
export class DuplicateScanDto {
  @ChoiceField(MATCHED_OBJECTS, { example: 'contact' }) object: string;
  @IdField('job', { nullable: true, description: 'None when clusters were kept from the beginning.' })
  job_id: string | null;
  @TimeField() started_at: string;
  @TimeField({ nullable: true, description: 'When it had looked at all of them.' }) finished_at:
    | string
    | null;
  @IntegerField({
    min: 0,
    max: 2_147_483_647,
    example: 0,
    description: 'Keys that more than 200 records share: of each, the newest 200 were compared.',
  })
  common_keys: number;
}
