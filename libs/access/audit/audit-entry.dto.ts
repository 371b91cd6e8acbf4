import { ChoiceField, field, IdField, IntegerField, ObjectField, TextField, TimeField } from '@platform/http';
import { exampleId } from '@platform/ids';

const HASH = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';
const LARGEST = Number.MAX_SAFE_INTEGER;

const HashField = (description: string) =>
  field('text', { type: 'string', pattern: '^[0-9a-f]{64}$', description }, [], { example: HASH });

/** What was done to a thing, by the names of its fields. */
const ValuesField = (description: string, example: unknown) =>
  field('json', { type: 'object', additionalProperties: true, description }, [], {
    nullable: true,
    example,
  });

/** Who did something, or on whose behalf. */
export class AuditActorDto {
  @ChoiceField(['member', 'app', 'form', 'import', 'automation', 'system']) type: string;
  @TextField({ nullable: true, example: exampleId('member') }) id: string | null;
}

/** What an action was done to. */
export class AuditTargetDto {
  @TextField({ example: 'member', description: 'Its kind.' }) type: string;
  @TextField({ example: exampleId('member') }) id: string;
}

/** One privileged action, as it is hashed: `hash` is over all the other members. */
export class AuditEntryDto {
  @IdField('audit_entry') id: string;
  @IdField('workspace') workspace_id: string;
  @IntegerField({ min: 1, max: LARGEST, example: 17, description: 'One more than that of the entry before.' })
  number: number;
  @TimeField({ description: 'Never before that of the entry before.' }) occurred_at: string;
  @TextField({ example: 'member.updated', description: '`{object}.{past participle}`.' }) action: string;
  @ObjectField(AuditTargetDto) target: AuditTargetDto;
  @ValuesField('What the fields that changed were; the whole thing when it was deleted.', { role: 'member' })
  before: object | null;
  @ValuesField('What they are since; the whole thing when it was created.', { role: 'admin' })
  after: object | null;
  @ObjectField(AuditActorDto) actor: AuditActorDto;
  @ObjectField(AuditActorDto, {
    nullable: true,
    description: 'The member behind an app that did it, or the app behind a member.',
  })
  on_behalf_of: AuditActorDto | null;
  @TextField({
    nullable: true,
    example: exampleId('key'),
    description: 'The key or personal token that the request carried, if it did.',
  })
  credential: string | null;
  @TextField({ nullable: true, example: '203.0.113.7', description: 'The IP address that it came from.' })
  address: string | null;
  @TextField({ nullable: true, example: 'dealwright-node/0.1.0' }) user_agent: string | null;
  @TextField({ example: exampleId('request') }) request_id: string;
  @HashField('The `hash` of the entry before; 64 zeros in the first one.') previous_hash: string;
  @HashField(
    'SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of this entry without its member `hash`.',
  )
  hash: string;
}

/** The last entry of a workspace's audit log. Whoever keeps it elsewhere can tell later that nothing before it was changed. */
export class AuditHeadDto {
  @IdField('workspace') workspace_id: string;
  @IntegerField({ min: 0, max: LARGEST, example: 17, description: 'How many entries there are.' })
  number: number;
  @HashField('The `hash` of the last entry; 64 zeros when there is none.') hash: string;
  @TimeField({ nullable: true, description: 'When the last entry was made.' }) occurred_at: string | null;
}
