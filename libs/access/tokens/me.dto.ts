import { INSTALLATION_STATES, type InstallationState } from '@access/installations';
import { MemberDto, WorkspaceDto } from '@access/workspaces';
import { ChoiceField, IdField, ObjectField, TextField, TextListField, TimeField } from '@platform/http';

/** Whose credential a token is. */
export class PrincipalDto {
  @ChoiceField(['installation', 'key', 'member']) kind: string;
  @TextField({
    description: 'The id of the installation, key or member.',
    example: 'key_01jc6nryhyf7ma7w0bdgeprfb0',
  })
  id: string;
}

/** The app of an installation. */
export class InstalledAppDto {
  @IdField('app') id: string;
  @TextField({ example: 'Quote builder' }) name: string;
}

/** The installation that a token belongs to. */
export class OwnInstallationDto {
  @IdField('installation') id: string;
  @ObjectField(InstalledAppDto) app: InstalledAppDto;
  @ChoiceField(INSTALLATION_STATES, { example: 'active' }) state: InstallationState;
  @TextListField({
    max: 200,
    description: 'What the workspace granted.',
    example: ['leads:read', 'leads:write'],
  })
  scopes: string[];
}

/** The key that a token is. */
export class OwnKeyDto {
  @IdField('key') id: string;
  @TextField({ example: 'Shop' }) name: string;
  @TimeField() expires_at: string;
}

/** Who a token is, where, and what it may do. */
export class MeDto {
  @ObjectField(PrincipalDto) principal: PrincipalDto;
  @ObjectField(WorkspaceDto) workspace: WorkspaceDto;
  @ObjectField(MemberDto, { nullable: true, description: 'The member that the token acts for.' })
  member: MemberDto | null;
  @ObjectField(OwnInstallationDto, { nullable: true }) installation: OwnInstallationDto | null;
  @ObjectField(OwnKeyDto, { nullable: true }) key: OwnKeyDto | null;
  @TextListField({ max: 200, description: 'What this token may do, sorted.', example: ['leads:read'] })
  scopes: string[];
  @TimeField({ nullable: true, description: 'When the token ends.' }) expires_at: string | null;
}
